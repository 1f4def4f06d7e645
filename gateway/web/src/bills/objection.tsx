import { objectionSigningInput, slot } from '@linguang/chaincode/domain';
import { useState } from 'preact/hooks';
import type { BillLine, NextSlot, Objection, ObjectionAnswer } from '../../../src/http/api.ts';
import { AmountField, ReasonField } from '../display/fields.tsx';
import { Notice } from '../display/notice.tsx';
import { SubmissionOutcome, useSubmission } from '../display/submission.tsx';
import { signInput } from '../intents/sign.ts';
import { t } from '../language/language.ts';
import { read, send } from '../ledger/api.ts';
import { typed, unitsOf } from '../numbers/decimal.ts';
import { show } from '../numbers/show.ts';
import type { Resident } from '../session/session.ts';

/** What became of an objection, in words. */
export function ObjectionNote(props: { objection: Objection }) {
    const { status, amount, text, granted, answer } = props.objection;
    const said = { amount: show.fen(amount ?? 0), granted: show.fen(granted ?? 0) };
    const outcome = { open: 'objection.open', upheld: 'objection.upheld', rejected: 'objection.rejected' } as const;
    return (
        <Notice kind={status === 'rejected' ? 'bad' : status === 'upheld' ? 'good' : 'info'}>
            <p>{t(outcome[status], said)}</p>
            {text && <p class="small">{t('objection.said', { text })}</p>}
            {answer && <p class="small">{t('objection.answered', { text: answer })}</p>}
        </Notice>
    );
}

/** Objects to a line: how much is disputed and why, signed by the resident. */
export function ObjectionForm(props: { resident: Resident; month: string; line: BillLine; done: () => void }) {
    const { resident, month, line, done } = props;
    const [amount, setAmount] = useState(typed(Math.abs(line.fen), 2));
    const [text, setText] = useState('');
    const { submission, run } = useSubmission<ObjectionAnswer>(done);
    const fen = unitsOf(amount, 2);
    const said = { month, line: line.line, amount: fen ?? 0, text };
    return (
        <details class="rows">
            <summary>{t('objection.title')}</summary>
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    if (said.amount > 0) {
                        void run(JSON.stringify(said), () => object(resident, said));
                    }
                }}
            >
                <p class="small">{t('objection.lead')}</p>
                <AmountField
                    label={t('objection.amount')}
                    value={amount}
                    change={setAmount}
                    error={said.amount > 0 ? undefined : t('field.yuan')}
                />
                <ReasonField label={t('objection.text')} value={text} change={setText} />
                <p>
                    <button type="submit" class="button primary" disabled={submission.state === 'busy'}>
                        {t('objection.send')}
                    </button>
                </p>
                <SubmissionOutcome of={submission} />
            </form>
        </details>
    );
}

async function object(
    resident: Resident,
    said: Readonly<{ month: string; line: number; amount: number; text: string }>,
): Promise<ObjectionAnswer> {
    const path = `/v1/participants/${resident.participant}`;
    const next = await read<NextSlot>(`${path}/next-slot`);
    const objection = {
        v: 1,
        channel: next.channel,
        participant: resident.participant,
        ...said,
        from: slot(next.slot),
    } as const;
    const jws = await signInput(objectionSigningInput(objection, next.kid), resident.key);
    return await send<ObjectionAnswer>(`${path}/bills/${said.month}/objections`, { jws });
}
