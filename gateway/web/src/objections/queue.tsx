import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { BillDetail, Objection, ObjectionList } from '../../../src/http/api.ts';
import { lineName, monthText, reckoning } from '../bills/names.ts';
import { ObjectionNote } from '../bills/objection.tsx';
import { Figure, Loaded } from '../display/page.tsx';
import { type Key, t } from '../language/language.ts';
import { type Resource, useResource } from '../ledger/resource.ts';
import { show } from '../numbers/show.ts';

type Shown = 'open' | 'decided';
const shownNames: Readonly<Record<Shown, Key>> = { open: 'objections.open', decided: 'objections.decided' };
const marks = {
    open: ['mark mark-unsettled', 'objections.state.open'],
    upheld: ['mark mark-measured', 'objections.state.upheld'],
    rejected: ['mark mark-missing', 'objections.state.rejected'],
} as const;

/** Objections as a queue: those that wait, then those decided; each opens into its bill line and what was said. */
export function ObjectionQueue(props: {
    objections: Resource<ObjectionList>;
    /** What may be done about an open one. */
    act?: (objection: Objection) => ComponentChildren;
}) {
    const [shown, setShown] = useState<Shown>('open');
    return (
        <Loaded of={props.objections}>
            {({ items }) => {
                const open = items.filter(({ status }) => status === 'open');
                const listed = shown === 'open' ? open : items.filter(({ status }) => status !== 'open');
                const sum = (of: readonly Objection[], name: 'amount' | 'granted') =>
                    of.reduce((all, one) => all + (one[name] ?? 0), 0);
                return items.length === 0 ? (
                    <p class="empty">{t('objections.none')}</p>
                ) : (
                    <>
                        <dl class="figures">
                            <Figure
                                name={t('objections.open')}
                                value={show.count(open.length)}
                                note={t('objections.frozen', { amount: show.fen(sum(open, 'amount')) })}
                            />
                            <Figure
                                name={t('objections.decided')}
                                value={show.count(items.length - open.length)}
                                note={t('objections.granted', { amount: show.fen(sum(items, 'granted')) })}
                            />
                        </dl>
                        {/* biome-ignore lint/a11y/useSemanticElements: two buttons for one value, no form */}
                        <div class="segments" role="group" aria-label={t('objections.show')}>
                            {(['open', 'decided'] as const).map((each) => (
                                <button
                                    key={each}
                                    type="button"
                                    aria-pressed={shown === each}
                                    onClick={() => setShown(each)}
                                >
                                    {t(shownNames[each])}
                                </button>
                            ))}
                        </div>
                        {listed.length === 0 ? (
                            <p class="empty">
                                {t(shown === 'open' ? 'objections.noneOpen' : 'objections.noneDecided')}
                            </p>
                        ) : (
                            <ul class="bill-lines">
                                {listed.map((one) => (
                                    <Item
                                        key={`${one.month} ${one.participant} ${one.line}`}
                                        objection={one}
                                        act={props.act}
                                    />
                                ))}
                            </ul>
                        )}
                    </>
                );
            }}
        </Loaded>
    );
}

function Item(props: { objection: Objection; act: ((objection: Objection) => ComponentChildren) | undefined }) {
    const { objection, act } = props;
    const { month, participant, line, status, amount, signedBy } = objection;
    const [open, setOpen] = useState(false);
    const [mark, state] = marks[status];
    return (
        <li>
            <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
                <summary>
                    <span class="bill-line">
                        <span>
                            {t('objections.of', { participant, line, month: monthText(month) })}{' '}
                            <span class={mark}>{t(state)}</span>
                            <span class="reckoning">
                                {t(signedBy === 'participant' ? 'objections.signed' : 'objections.byOffice')}
                            </span>
                        </span>
                        <strong class="number">{show.fen(amount ?? 0)}</strong>
                    </span>
                </summary>
                {open && (
                    <>
                        <DisputedLine objection={objection} />
                        <ObjectionNote objection={objection} />
                        {status === 'open' && act?.(objection)}
                    </>
                )}
            </details>
        </li>
    );
}

/** The line of the bill that the objection is about. */
function DisputedLine({ objection }: { objection: Objection }) {
    const { month, participant, line } = objection;
    const bill = useResource<BillDetail>(`/v1/participants/${participant}/bills/${month}`);
    return (
        <Loaded of={bill}>
            {({ lines, total }) => {
                const found = lines.find((one) => one.line === line);
                return (
                    <p class="small">
                        {found &&
                            t('objections.line', {
                                name: [lineName(found), reckoning(found)].filter(Boolean).join(t('chart.separator')),
                                amount: show.fen(found.fen),
                            })}{' '}
                        {t('objections.bill', { total: show.fen(total) })}
                    </p>
                );
            }}
        </Loaded>
    );
}
