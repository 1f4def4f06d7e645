import { useState } from 'preact/hooks';
import { DayField } from '../display/fields.tsx';
import { Trouble } from '../display/notice.tsx';
import { t } from '../language/language.ts';
import { type ApiProblem, asProblem, readFile } from '../ledger/api.ts';
import { info } from '../ledger/live.ts';
import { show } from '../numbers/show.ts';

/** Saves everything that certificates of some days rest on as one file, for an auditor. */
export function PackageForm() {
    const first = info.value?.rules?.firstSlot;
    const begin = first === undefined ? '' : show.dayOf(first);
    const [from, setFrom] = useState(begin);
    const [to, setTo] = useState(begin);
    const [problem, setProblem] = useState<ApiProblem | undefined>(undefined);
    const [busy, setBusy] = useState(false);
    const save = async () => {
        setBusy(true);
        try {
            const file = await readFile(`/v1/audit-package?from=${from}&to=${to}`, 'application/jsonl');
            const address = URL.createObjectURL(file);
            const link = document.createElement('a');
            link.href = address;
            link.download = `audit-${from}-${to}.jsonl`;
            link.click();
            URL.revokeObjectURL(address);
            setProblem(undefined);
        } catch (cause) {
            setProblem(asProblem(cause));
        }
        setBusy(false);
    };
    return (
        <section>
            <h2>{t('package.title')}</h2>
            <p>{t('package.lead')}</p>
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    void save();
                }}
            >
                <div class="pair">
                    <DayField label={t('package.from')} value={from} change={setFrom} />
                    <DayField label={t('package.to')} value={to} change={setTo} />
                </div>
                <p>
                    <button type="submit" class="button primary" disabled={busy || from === '' || to < from}>
                        {t('package.save')}
                    </button>
                </p>
            </form>
            <div aria-live="polite">{problem && <Trouble problem={problem} />}</div>
        </section>
    );
}
