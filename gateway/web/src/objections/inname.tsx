import { useState } from 'preact/hooks';
import type { BillDetail, BillList, Page as ListPage, ObjectionAnswer, Participant } from '../../../src/http/api.ts';
import { lineName, monthText } from '../bills/names.ts';
import { AmountField, ReasonField, SelectField } from '../display/fields.tsx';
import { SubmissionOutcome, useSubmission } from '../display/submission.tsx';
import { t } from '../language/language.ts';
import { useResource } from '../ledger/resource.ts';
import { typed, unitsOf } from '../numbers/decimal.ts';
import { show } from '../numbers/show.ts';

/** Objects to a bill line in the name of a participant who cannot do so herself. */
export function OfficeObjection(props: { done: () => void }) {
    const [open, setOpen] = useState(false);
    return (
        <details class="rows" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
            <summary>{t('objections.inName')}</summary>
            {open && <InName done={props.done} />}
        </details>
    );
}

function InName({ done }: { done: () => void }) {
    const [participant, setParticipant] = useState('');
    const [month, setMonth] = useState('');
    const [number, setNumber] = useState('');
    const [amount, setAmount] = useState('');
    const [text, setText] = useState('');
    const participants = useResource<ListPage<Participant>>('/v1/participants?limit=500');
    const path = `/v1/participants/${participant}/bills`;
    const bills = useResource<BillList>(participant === '' ? undefined : path);
    const bill = useResource<BillDetail>(month === '' ? undefined : `${path}/${month}`);
    const { submission, post, reset } = useSubmission<ObjectionAnswer>(() => {
        setText('');
        setNumber('');
        setAmount('');
        bill.reload();
        done();
    });
    const disputed = new Set(bill.value?.objections.map(({ line }) => line));
    const lines = (bill.value?.lines ?? []).filter(({ line, fen }) => !disputed.has(line) && fen !== 0);
    const line = lines.find((one) => String(one.line) === number);
    const fen = unitsOf(amount, 2) ?? 0;
    const none = ['', '—'] as const;
    return (
        <form
            onSubmit={(event) => {
                event.preventDefault();
                if (line !== undefined && fen > 0) {
                    void post(`${path}/${month}/objections`, { line: line.line, amount: fen, text });
                }
            }}
        >
            <p class="small">{t('objections.inName.how')}</p>
            <div class="pair">
                <SelectField
                    label={t('meters.participant')}
                    value={participant}
                    change={(id) => {
                        setParticipant(id);
                        setMonth('');
                        setNumber('');
                        reset();
                    }}
                    options={[
                        none,
                        ...(participants.value?.items ?? []).map((one) => [one.participant, one.participant] as const),
                    ]}
                />
                <SelectField
                    label={t('objections.month')}
                    value={month}
                    change={(chosen) => {
                        setMonth(chosen);
                        setNumber('');
                    }}
                    options={[
                        none,
                        ...(bills.value?.items ?? []).map((one) => [one.month, monthText(one.month)] as const),
                    ]}
                    error={bills.value?.items.length === 0 ? t('objections.noBill') : undefined}
                />
            </div>
            <SelectField
                label={t('objections.lineOf')}
                value={number}
                change={(chosen) => {
                    setNumber(chosen);
                    const found = lines.find((one) => String(one.line) === chosen);
                    setAmount(typed(Math.abs(found?.fen ?? 0), 2));
                }}
                options={[
                    none,
                    ...lines.map(
                        (one) => [String(one.line), `${one.line}. ${lineName(one)} · ${show.fen(one.fen)}`] as const,
                    ),
                ]}
            />
            <AmountField
                label={t('objection.amount')}
                value={amount}
                change={setAmount}
                error={amount !== '' && fen === 0 ? t('field.yuan') : undefined}
            />
            <ReasonField label={t('objection.text')} value={text} change={setText} />
            <p>
                <button
                    type="submit"
                    class="button primary"
                    disabled={submission.state === 'busy' || line === undefined || fen === 0}
                >
                    {t('objections.inName.send')}
                </button>
            </p>
            <SubmissionOutcome of={submission} done={() => t('objections.inName.done')} />
        </form>
    );
}
