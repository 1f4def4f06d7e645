import { useState } from 'preact/hooks';
import { Notice, problemText } from '../display/notice.tsx';
import { saveFile } from '../display/save.ts';
import { type Key, t } from '../language/language.ts';
import { type ApiProblem, asProblem } from '../ledger/api.ts';
import type { Resident } from '../session/session.ts';
import { type DocumentForm, documentOf } from './documents.ts';

const offered: readonly Readonly<{ form: DocumentForm; name: Key; what: Key }>[] = [
    { form: 'pdf-zh', name: 'download.pdfZh', what: 'download.pdf.what' },
    { form: 'pdf-en', name: 'download.pdfEn', what: 'download.pdf.what' },
    { form: 'credential', name: 'download.json', what: 'download.json.what' },
    { form: 'bundle', name: 'download.bundle', what: 'download.bundle.what' },
];

/** Her certificate as files: to print, for a machine, and to be checked without a network. */
export function Downloads(props: { resident: Resident; number: string }) {
    const { resident, number } = props;
    const [busy, setBusy] = useState<DocumentForm | undefined>(undefined);
    const [problem, setProblem] = useState<ApiProblem | undefined>(undefined);
    const save = async (form: DocumentForm) => {
        setBusy(form);
        setProblem(undefined);
        try {
            const { file, name } = await documentOf(resident, number, form);
            saveFile(file, name);
        } catch (cause) {
            setProblem(asProblem(cause));
        }
        setBusy(undefined);
    };
    return (
        <section>
            <h2>{t('download.title')}</h2>
            <ul class="files">
                {offered.map(({ form, name, what }) => (
                    <li key={form}>
                        <button type="button" class="file" disabled={busy !== undefined} onClick={() => save(form)}>
                            <strong>{t(name)}</strong>
                            <span class="small">{t(busy === form ? 'download.busy' : what)}</span>
                        </button>
                    </li>
                ))}
            </ul>
            <div aria-live="polite">{problem && <Notice kind="bad">{problemText(problem)}</Notice>}</div>
        </section>
    );
}
