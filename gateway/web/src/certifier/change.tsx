import { useRef, useState } from 'preact/hooks';
import { ReasonField, SelectField, Switch } from '../display/fields.tsx';
import { Trouble } from '../display/notice.tsx';
import { useSubmission } from '../display/submission.tsx';
import { type Key, t } from '../language/language.ts';

/** What an officer can do to a certificate. */
export type Change = 'suspension' | 'resumption' | 'supersession' | 'revocation';

const words: Readonly<Record<Change, Readonly<{ act: Key; title: Key; lead: Key; confirm: Key }>>> = {
    suspension: {
        act: 'issued.suspend',
        title: 'suspend.title',
        lead: 'suspend.lead',
        confirm: 'suspend.confirm',
    },
    resumption: { act: 'issued.resume', title: 'resume.title', lead: 'resume.lead', confirm: 'resume.confirm' },
    supersession: {
        act: 'issued.supersede',
        title: 'supersede.title',
        lead: 'supersede.lead',
        confirm: 'supersede.confirm',
    },
    revocation: { act: 'issued.revoke', title: 'revoke.title', lead: 'revoke.lead', confirm: 'revoke.confirm' },
};

/** What may be done to a certificate of a status; nothing leads out of a superseded one. */
export function changesOf(status: string): readonly Change[] {
    switch (status) {
        case 'valid':
            return ['suspension', 'revocation'];
        case 'suspended':
            return ['resumption', 'supersession', 'revocation'];
        default:
            return [];
    }
}

/** The name of a change on its button. */
export function changeName(change: Change): string {
    return t(words[change].act);
}

const codes = [
    ['error', 'revoke.code.error'],
    ['correction', 'revoke.code.correction'],
    ['accreditation', 'revoke.code.accreditation'],
    ['instrument', 'revoke.code.instrument'],
    ['fraud', 'revoke.code.fraud'],
] as const;
type Code = (typeof codes)[number][0];

/** Asks once more before a certificate is changed, and for the reason, which everybody will read. */
export function ChangeDialog(props: { number: string; change: Change; close: () => void }) {
    const { number, change } = props;
    const [reason, setReason] = useState('');
    const [code, setCode] = useState<Code>('error');
    const [reissue, setReissue] = useState(true);
    const opened = useRef<HTMLDialogElement | null>(null);
    const { submission, post } = useSubmission<unknown>(() => opened.current?.close());
    const asks = change === 'suspension' || change === 'revocation';
    const open = (dialog: HTMLDialogElement | null) => {
        opened.current = dialog;
        if (dialog && !dialog.open) {
            dialog.showModal();
        }
    };
    const { title, lead, confirm } = words[change];
    return (
        <dialog ref={open} onClose={props.close} aria-labelledby="change-title">
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    const body = change === 'revocation' ? { reason, code, reissue } : asks ? { reason } : {};
                    void post(`/v1/certificates/${number}/${change}`, body);
                }}
            >
                <h2 id="change-title">{t(title, { number })}</h2>
                <p>{t(lead)}</p>
                {asks && <ReasonField label={t('revoke.reason')} most={200} value={reason} change={setReason} />}
                {change === 'revocation' && (
                    <>
                        <SelectField
                            label={t('revoke.code')}
                            value={code}
                            change={setCode}
                            options={codes.map(([value, name]) => [value, t(name)] as const)}
                        />
                        <Switch name={t('revoke.reissue')} on={reissue} set={setReissue} />
                    </>
                )}
                {submission.state === 'failed' && <Trouble problem={submission.problem} />}
                <div class="buttons">
                    <button type="button" class="button" onClick={() => opened.current?.close()}>
                        {t('action.cancel')}
                    </button>
                    <button
                        type="submit"
                        class={change === 'revocation' ? 'button danger' : 'button primary'}
                        disabled={submission.state === 'busy' || (asks && reason.trim() === '')}
                    >
                        {t(confirm)}
                    </button>
                </div>
            </form>
        </dialog>
    );
}
