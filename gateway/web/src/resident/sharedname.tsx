import { useEffect, useState } from 'preact/hooks';
import type { SharedName } from '../../../src/http/api.ts';
import { TextField } from '../display/fields.tsx';
import { SubmissionOutcome, useSubmission } from '../display/submission.tsx';
import { t } from '../language/language.ts';
import { useResource } from '../ledger/resource.ts';
import type { Resident } from '../session/session.ts';

/** The name by which she lets neighbours find her; kept by the community office alone, and gone when she withdraws it. */
export function SharedNameForm(props: { resident: Resident }) {
    const { participant } = props.resident;
    const path = `/v1/participants/${participant}/shared-name`;
    const shared = useResource<SharedName>(path);
    const [name, setName] = useState('');
    const { submission, post, reset } = useSubmission<SharedName>(shared.reload);
    const current = shared.value?.name ?? null;
    useEffect(() => setName(current ?? ''), [current]);
    return (
        <details class="rows">
            <summary>{t('sharedName.title')}</summary>
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    void post(path, { name });
                }}
            >
                <p class="small">{t('sharedName.how', { participant })}</p>
                <p>{current === null ? t('sharedName.none') : t('sharedName.now', { name: current })}</p>
                <TextField
                    label={t('sharedName.name')}
                    hint={t('sharedName.hint')}
                    maxLength={24}
                    value={name}
                    change={(text) => {
                        setName(text);
                        reset();
                    }}
                />
                <p class="buttons-start">
                    <button type="submit" class="button" disabled={submission.state === 'busy' || name.trim() === ''}>
                        {t('sharedName.share')}
                    </button>
                    {current !== null && (
                        <button type="button" class="button" onClick={() => void post(path, { name: null })}>
                            {t('sharedName.withdraw')}
                        </button>
                    )}
                </p>
                <SubmissionOutcome
                    of={submission}
                    done={({ name: now }) => (now === null ? t('sharedName.withdrawn') : t('sharedName.shared'))}
                />
            </form>
        </details>
    );
}
