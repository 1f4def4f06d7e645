import { objectionSigningInput, slot } from '@linguang/chaincode/domain';
import { useState } from 'preact/hooks';
import type { BillLine, NextSlot, Objection, ObjectionAnswer } from '../../../src/http/api.ts';
import { Notice, problemText } from '../display/notice.tsx';
import { signInput } from '../intents/sign.ts';
import { t } from '../language/language.ts';
import { type ApiProblem, asProblem, read, send } from '../ledger/api.ts';
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
    const [amount, setAmount] = useState((Math.abs(line.fen) / 100).toFixed(2));
    const [text, setText] = useState('');
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState<ApiProblem | undefined>(undefined);
    const submit = async (event: Event) => {
        event.preventDefault();
        setBusy(true);
        try {
            await object(resident, { month, line: line.line, amount: Math.round(Number(amount) * 100), text });
            setProblem(undefined);
            done();
        } catch (cause) {
            setProblem(asProblem(cause));
        } finally {
            setBusy(false);
        }
    };
    return (
        <details class="rows">
            <summary>{t('objection.title')}</summary>
            <form onSubmit={submit}>
                <p class="small">{t('objection.lead')}</p>
                <label class="field">
                    <span>{t('objection.amount')}</span>
                    <input
                        type="number"
                        inputMode="decimal"
                        min="0.01"
                        step="0.01"
                        required
                        value={amount}
                        onInput={(event) => setAmount(event.currentTarget.value)}
                    />
                </label>
                <label class="field">
                    <span>{t('objection.text')}</span>
                    <textarea
                        required
                        maxLength={1000}
                        rows={3}
                        value={text}
                        onInput={(event) => setText(event.currentTarget.value)}
                    />
                </label>
                <p>
                    <button type="submit" class="button primary" disabled={busy}>
                        {t('objection.send')}
                    </button>
                </p>
                <div aria-live="polite">{problem && <Notice kind="bad">{problemText(problem)}</Notice>}</div>
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
