import type { ChoiceTerms } from '@linguang/chaincode/domain';
import { useEffect, useState } from 'preact/hooks';
import type { Preview } from '../../../src/http/api.ts';
import { problemText } from '../display/notice.tsx';
import { t } from '../language/language.ts';
import { type ApiProblem, asProblem, send } from '../ledger/api.ts';
import { integer } from '../numbers/decimal.ts';
import { show } from '../numbers/show.ts';

/** How long after the last change the gateway is asked, ms. */
const PAUSE = 350;
/** How often an answer is refined; each round takes under a second. */
const MOST_ROUNDS = 12;
/** 10⁻⁷ CNY in a fen. */
const FEN = 100_000n;

type State = { preview?: Preview; problem?: ApiProblem; asking: boolean };

/** What the terms on the form would have come to last week, before they are signed. */
export function ChoicePreview(props: { participant: string; point: string; terms: ChoiceTerms }) {
    const { participant, point, terms } = props;
    const [state, setState] = useState<State>({ asking: true });
    const wanted = JSON.stringify(terms);
    useEffect(() => {
        let current = true;
        setState((before) => ({ ...before, asking: true }));
        const ask = async () => {
            const path = `/v1/participants/${participant}/choices/preview`;
            for (let [more, left] = [true, MOST_ROUNDS]; more && left > 0 && current; left--) {
                const preview = await send<Preview>(path, { point, terms: JSON.parse(wanted) });
                more = preview.refining;
                if (current) {
                    setState({ preview, asking: more && left > 1 });
                }
            }
        };
        const timer = setTimeout(() => {
            ask().catch((cause: unknown) => current && setState({ problem: asProblem(cause), asking: false }));
        }, PAUSE);
        return () => {
            current = false;
            clearTimeout(timer);
        };
    }, [participant, point, wanted]);
    return (
        <div class="effect preview" aria-live="polite" aria-busy={state.asking}>
            <h2>{t('preview.title')}</h2>
            {state.preview && <Sentences preview={state.preview} />}
            {state.problem && <p>{problemText(state.problem)}</p>}
            {!state.preview && !state.problem && <p class="waiting">{t('preview.asking')}</p>}
        </div>
    );
}

function Sentences({ preview }: { preview: Preview }) {
    if (preview.importedWh === 0) {
        return <p>{t('preview.nothing')}</p>;
    }
    const fen = (money: Preview['cost']) => show.fen((integer(money) + FEN / 2n) / FEN);
    const percent = (share: number | null) => show.share(share ?? 0, 10_000);
    return (
        <>
            <p class="preview-sentence">
                {t('preview.sentence', { cost: fen(preview.cost), clean: percent(preview.cleanShare) })}
            </p>
            <ul>
                <li>{t('preview.now', { cost: fen(preview.costNow), clean: percent(preview.cleanShareNow) })}</li>
                <li>{t('preview.gridOnly', { cost: fen(preview.costGridOnly) })}</li>
                {preview.co2 && <li>{t('preview.co2', { kg: show.count(Math.round(preview.co2.mg / 1e6)) })}</li>}
            </ul>
            <p class="small">
                {t('preview.basis', { slots: preview.slots - preview.leftOut, days: preview.days })}
                {preview.refining && ` ${t('preview.refining')}`}
                {preview.sampledEvery > 1 &&
                    !preview.refining &&
                    ` ${t('preview.sampled', { every: preview.sampledEvery })}`}
            </p>
        </>
    );
}
