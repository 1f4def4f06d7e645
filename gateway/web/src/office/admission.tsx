import { useRef, useState } from 'preact/hooks';
import type { ParticipantCreated } from '../../../src/http/api.ts';
import { Notice, Trouble } from '../display/notice.tsx';
import { t } from '../language/language.ts';
import { type ApiProblem, asProblem, send } from '../ledger/api.ts';
import { show } from '../numbers/show.ts';
import { readPublicKey } from './publickey.ts';
import { roleNames } from './roles.ts';

/** Admits somebody: her public key and her roles; the ledger gets a random id and never a name. */
export function Admission(props: { admitted: () => void }) {
    const [pasted, setPasted] = useState('');
    const [roles, setRoles] = useState<readonly string[]>(['resident']);
    const [problem, setProblem] = useState<ApiProblem | undefined>(undefined);
    const [done, setDone] = useState<ParticipantCreated | undefined>(undefined);
    const [running, setRunning] = useState(false);
    const attempt = useRef(crypto.randomUUID());
    const key = readPublicKey(pasted);

    const change = () => {
        attempt.current = crypto.randomUUID();
        setDone(undefined);
        setProblem(undefined);
    };
    const admit = async () => {
        if (key.kind !== 'public') {
            return;
        }
        setRunning(true);
        try {
            setDone(await send<ParticipantCreated>('/v1/participants', { jwk: key.jwk, roles }, attempt.current));
            setPasted('');
            props.admitted();
        } catch (cause) {
            setProblem(asProblem(cause));
        }
        setRunning(false);
    };
    return (
        <form
            onSubmit={(event) => {
                event.preventDefault();
                void admit();
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
                        change();
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
                                change();
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
                {problem && <Trouble problem={problem} />}
                {done && (
                    <Notice kind="good">
                        {t('office.admitted', { participant: done.participant, block: show.count(done.block) })}
                    </Notice>
                )}
            </div>
            <button
                type="submit"
                class="button primary"
                disabled={running || key.kind !== 'public' || roles.length === 0}
            >
                {t('office.admit')}
            </button>
        </form>
    );
}
