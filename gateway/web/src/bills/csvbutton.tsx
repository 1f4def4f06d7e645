import { useState } from 'preact/hooks';
import { Notice, problemText } from '../display/notice.tsx';
import { saveFile } from '../display/save.ts';
import { t } from '../language/language.ts';
import { type ApiProblem, asProblem, readFile } from '../ledger/api.ts';

/** Saves a file that only the signed-in may read. */
export function CsvButton(props: { path: string; name: string }) {
    const [problem, setProblem] = useState<ApiProblem | undefined>(undefined);
    const save = async () => {
        try {
            saveFile(await readFile(props.path, 'text/csv'), props.name);
            setProblem(undefined);
        } catch (cause) {
            setProblem(asProblem(cause));
        }
    };
    return (
        <div aria-live="polite">
            <p>
                <button type="button" class="button" onClick={save}>
                    {t('bill.csv')}
                </button>
            </p>
            {problem && <Notice kind="bad">{problemText(problem)}</Notice>}
        </div>
    );
}
