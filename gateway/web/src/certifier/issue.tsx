import { useState } from 'preact/hooks';
import type { Candidate, Candidates, CertificateCreated } from '../../../src/http/api.ts';
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

function Queue(props: { candidates: Candidates; reload: () => void }) {
    const { candidates } = props;
    const [unticked, setUnticked] = useState<ReadonlySet<string>>(new Set());
    const [running, setRunning] = useState(false);
    const [outcomes, setOutcomes] = useState<Outcomes>({});
    const open = candidates.items.filter((each) => each.ready && each.certificate === null);
    const ticked = open.filter((each) => !unticked.has(each.participant));

    const done = Object.values(outcomes);
    const failed = done.filter((each) => !each.issued).length;

    const issueAll = async () => {
        setRunning(true);
        for (const { participant } of ticked) {
            const outcome = await issue(participant, candidates.day);
            setOutcomes((before) => ({ ...before, [participant]: outcome }));
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

/** Issues one certificate; the day and the participant are its idempotency key, so that a second press issues nothing twice. */
async function issue(participant: string, day: string): Promise<Outcome> {
    try {
        const created = await send<CertificateCreated>(
            '/v1/certificates',
            { participant, day },
            `issue-${day}-${participant}`,
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
            <td>
                {candidate.certificate ? (
                    <a class="row-link" href={`/verify/${candidate.certificate}`}>
                        {t('issue.done', { number: candidate.certificate })}
                    </a>
                ) : (
                    (props.outcome?.text ?? t(candidate.ready ? 'issue.ready' : 'issue.notFinal'))
                )}
            </td>
            <td class="number">{show.kilowattHours(candidate.cleanWh)}</td>
            <td class="number">{show.share(candidate.cleanWh, candidate.importedWh)}</td>
        </tr>
    );
}
