import { useState } from 'preact/hooks';
import type { ParticipantCreated } from '../../../src/http/api.ts';
import { Notice } from '../display/notice.tsx';
import { SubmissionOutcome, useSubmission } from '../display/submission.tsx';
import { t } from '../language/language.ts';
import { show } from '../numbers/show.ts';
import { readPublicKey } from './publickey.ts';
import { roleNames } from './roles.ts';

/** Admits somebody: her public key and her roles; the ledger gets a random id and never a name. */
export function Admission(props: { admitted: () => void }) {
    const [pasted, setPasted] = useState('');
    const [roles, setRoles] = useState<readonly string[]>(['resident']);
    const { submission, post, reset } = useSubmission<ParticipantCreated>(() => {
        setPasted('');
        props.admitted();
    });
    const key = readPublicKey(pasted);
    return (
        <form
            onSubmit={(event) => {
                event.preventDefault();
                if (key.kind === 'public') {
                    void post('/v1/participants', { jwk: key.jwk, roles });
                }
            }}
        >
            <h2>{t('office.admit')}</h2>
            <p>{t('office.admit.how')}</p>
            <label class="field">
                <span>{t('office.publicKey')}</span>
                <textarea
                    required
                    maxLength={1000}
                    spellcheck={false}
                    value={pasted}
                    onInput={(event) => {
                        reset();
                        setPasted(event.currentTarget.value);
                    }}
                />
            </label>
            <fieldset>
                <legend>{t('office.roles')}</legend>
                {Object.entries(roleNames).map(([role, name]) => (
                    <label key={role} class="check">
                        <input
                            type="checkbox"
                            checked={roles.includes(role)}
                            onChange={(event) => {
                                reset();
                                const others = roles.filter((each) => each !== role);
                                setRoles(event.currentTarget.checked ? [...others, role] : others);
                            }}
                        />
                        <span>{t(name)}</span>
                    </label>
                ))}
            </fieldset>
            <div aria-live="polite">
                {key.kind === 'private' && <Notice kind="bad">{t('office.privateKey')}</Notice>}
                {key.kind === 'none' && pasted.trim() !== '' && <Notice kind="warn">{t('office.noKey')}</Notice>}
            </div>
            <button
                type="submit"
                class="button primary"
                disabled={submission.state === 'busy' || key.kind !== 'public' || roles.length === 0}
            >
                {t('office.admit')}
            </button>
            <SubmissionOutcome
                of={submission}
                done={({ participant, block }) => t('office.admitted', { participant, block: show.count(block) })}
            />
        </form>
    );
}
