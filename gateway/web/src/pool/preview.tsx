import type { DonationTerms } from '@linguang/chaincode/domain';
import { useEffect, useState } from 'preact/hooks';
import type { DonationPreview } from '../../../src/http/api.ts';
import { monthText } from '../bills/names.ts';
import { problemText } from '../display/notice.tsx';
import { t } from '../language/language.ts';
import { type ApiProblem, asProblem, send } from '../ledger/api.ts';
import { show } from '../numbers/show.ts';
import { yuan } from './totals.tsx';

/** How long after the last change the gateway is asked, ms. */
const PAUSE = 350;

type State = { preview?: DonationPreview; problem?: ApiProblem };

/** What the gift on the form would have come to in the past month, before it is signed. */
export function GiftPreview(props: { participant: string; terms: DonationTerms }) {
    const { participant, terms } = props;
    const [state, setState] = useState<State>({});
    const wanted = JSON.stringify(terms);
    useEffect(() => {
        let current = true;
        const timer = setTimeout(() => {
            send<DonationPreview>(`/v1/participants/${participant}/donations/preview`, {
                terms: JSON.parse(wanted),
            }).then(
                (preview) => current && setState({ preview }),
                (cause: unknown) => current && setState({ problem: asProblem(cause) }),
            );
        }, PAUSE);
        return () => {
            current = false;
            clearTimeout(timer);
        };
    }, [participant, wanted]);
    return (
        <div class="effect preview" aria-live="polite">
            <h2>{t('pool.preview.title')}</h2>
            {state.preview && <Sentences preview={state.preview} />}
            {state.problem && <p>{problemText(state.problem)}</p>}
            {!state.preview && !state.problem && <p class="waiting">{t('preview.asking')}</p>}
        </div>
    );
}

function Sentences({ preview }: { preview: DonationPreview }) {
    const { month, money, slots, slotsOfMonth, surplusWh, earned, boughtWh } = preview;
    return (
        <>
            <p class="preview-sentence">
                {t('pool.preview.sentence', { month: monthText(month), money: yuan(money) })}
            </p>
            <ul>
                <li>{t('pool.preview.surplus', { energy: show.energy(surplusWh), money: yuan(earned) })}</li>
                <li>{t('pool.preview.bought', { energy: show.energy(boughtWh) })}</li>
            </ul>
            {slots < slotsOfMonth && (
                <p class="small">
                    {t('pool.preview.basis', { slots: show.count(slots), all: show.count(slotsOfMonth) })}
                </p>
            )}
        </>
    );
}
