import type { DisclosureCommitment, DisclosureLeaf } from '@linguang/chaincode/domain';
import { type Key, language, t } from '../language/language.ts';
import { show } from '../numbers/show.ts';
import { momentText, periodText, shareText } from './period.ts';

/** The certifier's commitment and the parts that the holder shows of it, proven. */
export type Disclosed = Readonly<{ commitment: DisclosureCommitment; leaves: readonly DisclosureLeaf[] }>;

const kinds: Readonly<Record<string, Key>> = {
    matched: 'prove.matched',
    solar: 'prove.solar',
    local: 'prove.local',
    localSolar: 'prove.localSolar',
};

/** What a holder proves without showing the rest: each statement, sum or quarter-hour in words. */
export function Disclosure(props: { disclosed: Disclosed }) {
    const { leaves, commitment } = props.disclosed;
    return (
        <>
            {commitment.simulation && <p class="mark mark-estimated">{t('certificate.simulation')}</p>}
            <ul class="statements">
                {leaves.map((leaf) => (
                    <li
                        key={`${leaf.kind} ${leaf.start} ${'metric' in leaf ? `${leaf.metric} ${leaf.moreThanBp}` : ''}`}
                    >
                        <p class="small">{periodText(leaf.start, leaf.end, commitment.timeZoneOffsetMinutes)}</p>
                        <p class="statement">{leafText(leaf)}</p>
                    </li>
                ))}
            </ul>
            <p class="small">
                {t('prove.shownBy', { time: momentText(commitment.validUntil, commitment.timeZoneOffsetMinutes) })}
            </p>
        </>
    );
}

function leafText(leaf: DisclosureLeaf): string {
    switch (leaf.kind) {
        case 'statement': {
            const kind = kinds[leaf.metric];
            const what = kind ? t(kind) : leaf.metric;
            const share = shareText(leaf.moreThanBp, language.value);
            return t(leaf.holds ? 'prove.moreThan' : 'prove.notMoreThan', { share, what });
        }
        case 'sum':
            return t('prove.sum', {
                consumed: show.energy(leaf.consumedWh),
                matched: show.energy(leaf.matchedWh),
                solar: show.energy(leaf.localSolarWh),
            });
        case 'interval':
            return t('prove.interval', {
                consumed: show.energy(leaf.consumedWh),
                matched: show.energy(leaf.matchedWh),
            });
    }
}
