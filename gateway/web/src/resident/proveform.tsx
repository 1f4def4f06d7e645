import {
    DISCLOSURE_METRICS,
    type DisclosureLeaf,
    type DisclosureMetric,
    type HolderCopy,
    intervalsBetween,
    statementOf,
} from '@linguang/chaincode/domain';
import { useState } from 'preact/hooks';
import { type Key, language, t } from '../language/language.ts';
import { offsetMinutes } from '../ledger/live.ts';
import { shareText } from '../verify/period.ts';
import { holding, type Statement, wholeSpan } from './statements.ts';

/** What is to be proven: the leaves, and a word for the file's name. */
export type Wanted = Readonly<{ picks: (leaf: DisclosureLeaf) => boolean; name: string }>;

const metrics: Readonly<Record<DisclosureMetric, Key>> = {
    localSolar: 'prove.localSolar',
    solar: 'prove.solar',
    local: 'prove.local',
    matched: 'prove.matched',
};

/** Chooses between a share, of which nothing else is shown, and quarter-hours in full. */
export function ProveForm(props: { copy: HolderCopy; month: boolean; save: (wanted: Wanted) => void }) {
    const [what, setWhat] = useState<'share' | 'quarters'>('share');
    return (
        <div class="form-row">
            <fieldset class="cards">
                <legend>{t('prove.what')}</legend>
                {(['share', 'quarters'] as const).map((each) => (
                    <label key={each} class="card">
                        <input type="radio" name="prove" checked={what === each} onChange={() => setWhat(each)} />
                        <span class="card-words">
                            <strong>{t(each === 'share' ? 'prove.share' : 'prove.quarters')}</strong>
                            <span class="small">
                                {t(each === 'share' ? 'prove.share.what' : 'prove.quarters.what')}
                            </span>
                        </span>
                    </label>
                ))}
            </fieldset>
            {what === 'share' ? (
                <ShareFields copy={props.copy} save={props.save} />
            ) : (
                <QuarterFields copy={props.copy} save={props.save} />
            )}
        </div>
    );
}

function ShareFields(props: { copy: HolderCopy; save: (wanted: Wanted) => void }) {
    const possible = DISCLOSURE_METRICS.filter((metric) => holding(props.copy, metric).length > 0);
    const [metric, setMetric] = useState<DisclosureMetric | undefined>(
        // The largest share first; of two alike the one that says more.
        (['localSolar', 'local', 'solar', 'matched'] as const)
            .filter((each) => possible.includes(each))
            .toSorted((a, b) => largest(props.copy, b) - largest(props.copy, a))[0],
    );
    const [step, setStep] = useState<number | undefined>(undefined);
    const span = wholeSpan(props.copy);
    if (metric === undefined || span === undefined) {
        return <p class="empty">{t('prove.nothing')}</p>;
    }
    const shares = holding(props.copy, metric);
    const chosen: Statement | undefined = shares.find(({ moreThanBp }) => moreThanBp === step) ?? shares[0];
    return (
        <>
            <div class="pair">
                <label class="field">
                    <span>{t('prove.kind')}</span>
                    <select
                        value={metric}
                        onChange={(event) => {
                            setMetric(possible.find((each) => each === event.currentTarget.value));
                            setStep(undefined);
                        }}
                    >
                        {possible.map((each) => (
                            <option key={each} value={each}>
                                {t(metrics[each])}
                            </option>
                        ))}
                    </select>
                </label>
                <label class="field">
                    <span>{t('prove.threshold')}</span>
                    <select value={chosen?.moreThanBp} onChange={(event) => setStep(Number(event.currentTarget.value))}>
                        {shares.map(({ moreThanBp }) => (
                            <option key={moreThanBp} value={moreThanBp}>
                                {shareText(moreThanBp, language.value)}
                            </option>
                        ))}
                    </select>
                </label>
            </div>
            {chosen && (
                <p class="statement">
                    {t('prove.moreThan', {
                        share: shareText(chosen.moreThanBp, language.value),
                        what: t(metrics[metric]),
                    })}
                </p>
            )}
            <p class="small">{t('prove.share.learns')}</p>
            <p>
                <button
                    type="button"
                    class="button primary"
                    disabled={chosen === undefined}
                    onClick={() =>
                        chosen &&
                        props.save({ picks: statementOf(chosen), name: `${metric}-${chosen.moreThanBp / 100}` })
                    }
                >
                    {t('prove.save')}
                </button>
            </p>
        </>
    );
}

function largest(copy: HolderCopy, metric: DisclosureMetric): number {
    return holding(copy, metric)[0]?.moreThanBp ?? 0;
}

function QuarterFields(props: { copy: HolderCopy; save: (wanted: Wanted) => void }) {
    const quarters = props.copy.leaves.filter((leaf) => leaf.kind === 'interval');
    const [from, setFrom] = useState(quarters[0]?.start ?? '');
    const [to, setTo] = useState(quarters.at(-1)?.end ?? '');
    const words = (at: string) => {
        const local = new Date(Date.parse(at) + offsetMinutes.value * 60_000).toISOString();
        return `${local.slice(5, 10)} ${local.slice(11, 16)}`;
    };
    return (
        <>
            <div class="pair">
                <label class="field">
                    <span>{t('prove.from')}</span>
                    <select value={from} onChange={(event) => setFrom(event.currentTarget.value)}>
                        {quarters.map(({ start }) => (
                            <option key={start} value={start}>
                                {words(start)}
                            </option>
                        ))}
                    </select>
                </label>
                <label class="field">
                    <span>{t('prove.to')}</span>
                    <select value={to} onChange={(event) => setTo(event.currentTarget.value)}>
                        {quarters.map(({ end }) => (
                            <option key={end} value={end}>
                                {words(end)}
                            </option>
                        ))}
                    </select>
                </label>
            </div>
            <p class="small">{t('prove.quarters.learns')}</p>
            <p>
                <button
                    type="button"
                    class="button primary"
                    disabled={from >= to}
                    onClick={() => props.save({ picks: intervalsBetween(from, to), name: 'quarter-hours' })}
                >
                    {t('prove.save')}
                </button>
            </p>
        </>
    );
}
