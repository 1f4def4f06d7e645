import { useState } from 'preact/hooks';
import type { BatchCreated, Candidate, Candidates, CertificateCreated, CheckPage } from '../../../src/http/api.ts';
import { Notice, problemText } from '../display/notice.tsx';
import { Loaded, Page, Table } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { asProblem, send } from '../ledger/api.ts';
import { info, tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { addDays } from '../numbers/days.ts';
import { show } from '../numbers/show.ts';
import { useShownSlot } from '../resident/shownslot.ts';
import { DayPicker } from '../shell/daypicker.tsx';
import { ResultMark } from './marks.tsx';

/** Certificates to issue, day by day. */
export function Issue() {
    const slot = useShownSlot();
    const today = slot === undefined ? undefined : show.dayOf(slot);
    const [chosen, setChosen] = useState<string | undefined>(undefined);
    const day = chosen ?? firstDayToShow(today);
    const candidates = useResource<Candidates>(day && `/v1/certificates/candidates?day=${day}`, { tick: tick.value });
    return (
        <Page title={t('issue.title')} lead={t('issue.lead')}>
            {day === undefined || today === undefined ? (
                <p class="waiting">{t('now.notYet')}</p>
            ) : (
                <>
                    <DayPicker day={day} last={today} choose={setChosen} />
                    <Loaded of={candidates}>
                        {(answer) => <Queue key={day} candidates={answer} reload={candidates.reload} />}
                    </Loaded>
                </>
            )}
        </Page>
    );
}

/** The last day that is wholly final, else the first day of the rules. */
function firstDayToShow(today: string | undefined): string | undefined {
    const first = info.value?.rules?.firstSlot;
    const final = info.value?.clock.finalThrough ?? undefined;
    if (today === undefined || first === undefined) {
        return today;
    }
    const complete = addDays(show.dayOf((final ?? first) + 1), -1);
    return final === undefined || complete < show.dayOf(first) ? show.dayOf(first) : complete;
}

/** What became of one certificate: its number, or why it was not issued. */
type Outcome = Readonly<{ issued: boolean; text: string }>;
type Outcomes = Readonly<Record<string, Outcome>>;

/** Certificates that one transaction issues: few enough that the page tells soon how it goes, and that one refused holds up few. */
const AT_ONCE = 10;

function Queue(props: { candidates: Candidates; reload: () => void }) {
    const { candidates } = props;
    const ready = candidates.items.length > 0 && candidates.finalSlots === candidates.to - candidates.from;
    const checks = useResource<CheckPage>(
        ready ? `/v1/certificates/checks?day=${candidates.day}&limit=500` : undefined,
        { tick: candidates.asOf.block },
    );
    const results = new Map(checks.value?.items.map(({ participant, result }) => [participant, result]));
    const [unticked, setUnticked] = useState<ReadonlySet<string>>(new Set());
    const [running, setRunning] = useState(false);
    const [outcomes, setOutcomes] = useState<Outcomes>({});
    const open = candidates.items.filter((each) => each.ready && each.certificate === null);
    const ticked = open.filter((each) => !unticked.has(each.participant));

    const done = Object.values(outcomes);
    const failed = done.filter((each) => !each.issued).length;

    const issueAll = async () => {
        setRunning(true);
        for (let from = 0; from < ticked.length; from += AT_ONCE) {
            const names = ticked.slice(from, from + AT_ONCE).map(({ participant }) => participant);
            const found = await issueTogether(names, candidates);
            setOutcomes((before) => ({ ...before, ...found }));
        }
        setRunning(false);
        props.reload();
    };
    return (
        <>
            <p>{t('issue.final', { final: candidates.finalSlots, slots: candidates.to - candidates.from })}</p>
            {candidates.items.length === 0 ? (
                <p class="empty">{t('issue.none')}</p>
            ) : (
                <>
                    <Table caption={t('issue.table', { day: show.day(candidates.day) })}>
                        <thead>
                            <tr>
                                <th scope="col">{t('issue.participant')}</th>
                                <th scope="col">{t('table.state')}</th>
                                <th scope="col">{t('issue.check')}</th>
                                <th scope="col" class="number">
                                    {t('issue.clean', { unit: show.energyUnit() })}
                                </th>
                                <th scope="col" class="number">
                                    {t('issue.share')}
                                </th>
                            </tr>
                        </thead>
                        <tbody>
                            {candidates.items.map((each) => (
                                <CandidateRow
                                    key={each.participant}
                                    candidate={each}
                                    day={candidates.day}
                                    result={results.get(each.participant)}
                                    ticked={!unticked.has(each.participant)}
                                    tick={(on) => setUnticked(toggled(unticked, each.participant, on))}
                                    outcome={outcomes[each.participant]}
                                />
                            ))}
                        </tbody>
                    </Table>
                    {open.length > 0 && (
                        <button
                            type="button"
                            class="button primary"
                            disabled={running || ticked.length === 0}
                            onClick={() => void issueAll()}
                        >
                            {t('issue.issue', { count: ticked.length })}
                        </button>
                    )}
                </>
            )}
            <div aria-live="polite">
                {done.length > 0 && (
                    <Notice kind={running ? 'info' : failed === 0 ? 'good' : 'warn'}>
                        {t('issue.progress', { issued: done.length - failed, failed })}
                    </Notice>
                )}
            </div>
        </>
    );
}

/**
 * Issues for several in one transaction; where it is refused, for each by itself, so that everybody who passes has hers and the others
 * are told why.
 */
async function issueTogether(participants: readonly string[], candidates: Candidates): Promise<Outcomes> {
    const { day } = candidates;
    try {
        const key = `issue-${day}-${candidates.asOf.block}-${participants.length}-${participants[0]}-${participants.at(-1)}`;
        const { certificates } = await send<BatchCreated>('/v1/certificates/batch', { day, participants }, key);
        const outcomes: Record<string, Outcome> = {};
        for (const [index, participant] of participants.entries()) {
            const number = certificates[index]?.number;
            // What did not fit into the transaction comes after it.
            outcomes[participant] =
                number === undefined
                    ? await issue(participant, candidates)
                    : { issued: true, text: t('issue.done', { number }) };
        }
        return outcomes;
    } catch {
        const outcomes: Record<string, Outcome> = {};
        for (const participant of participants) {
            outcomes[participant] = await issue(participant, candidates);
        }
        return outcomes;
    }
}

/** Issues one certificate; the day, the participant and the block shown are its idempotency key, so that a second press issues nothing twice. */
async function issue(participant: string, { day, asOf }: Candidates): Promise<Outcome> {
    try {
        const created = await send<CertificateCreated>(
            '/v1/certificates',
            { participant, day },
            `issue-${day}-${asOf.block}-${participant}`,
        );
        return { issued: true, text: t('issue.done', { number: created.number }) };
    } catch (cause) {
        return { issued: false, text: problemText(asProblem(cause)) };
    }
}

function toggled(before: ReadonlySet<string>, participant: string, on: boolean): ReadonlySet<string> {
    const after = new Set(before);
    if (on) {
        after.delete(participant);
    } else {
        after.add(participant);
    }
    return after;
}

function CandidateRow(props: {
    candidate: Candidate;
    day: string;
    result: string | undefined;
    ticked: boolean;
    tick: (on: boolean) => void;
    outcome: Outcome | undefined;
}) {
    const { candidate } = props;
    const open = candidate.ready && candidate.certificate === null;
    return (
        <tr>
            <th scope="row">
                {open ? (
                    <label class="check">
                        <input
                            type="checkbox"
                            checked={props.ticked}
                            onChange={(event) => props.tick(event.currentTarget.checked)}
                        />
                        <span>{candidate.participant}</span>
                    </label>
                ) : (
                    candidate.participant
                )}
            </th>
            <td class="in-groups">
                {candidate.certificate ? (
                    <a class="row-link" href={`/verify/${candidate.certificate}`}>
                        {t('issue.done', { number: candidate.certificate })}
                    </a>
                ) : (
                    (props.outcome?.text ?? t(candidate.ready ? 'issue.ready' : 'issue.notFinal'))
                )}
            </td>
            <td>
                <a class="row-link" href={`/issue/${props.day}/${encodeURIComponent(candidate.participant)}`}>
                    {props.result === undefined ? t('issue.look') : <ResultMark result={props.result} />}
                    <span class="hidden"> {candidate.participant}</span>
                </a>
            </td>
            <td class="number">{show.kilowattHours(candidate.cleanWh)}</td>
            <td class="number">{show.share(candidate.cleanWh, candidate.importedWh)}</td>
        </tr>
    );
}
