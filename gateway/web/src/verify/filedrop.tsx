import { useEffect, useId, useState } from 'preact/hooks';
import { t } from '../language/language.ts';

/** Larger files are no certificates, bundles or proofs; bytes. */
export const largestFile = 8 * 1024 * 1024;

/** Where a file is dropped (anywhere on the page) or picked. It is read here and goes nowhere. */
export function FileDrop(props: { take: (file: File) => void; busy?: boolean }) {
    const [over, setOver] = useState(false);
    const id = useId();
    const { take } = props;
    useEffect(() => {
        const has = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
        const drag = (event: DragEvent) => {
            if (has(event)) {
                event.preventDefault();
                setOver(true);
            }
        };
        const leave = (event: DragEvent) => {
            if (event.relatedTarget === null) {
                setOver(false);
            }
        };
        const drop = (event: DragEvent) => {
            const file = event.dataTransfer?.files[0];
            if (has(event)) {
                event.preventDefault();
                setOver(false);
            }
            if (file) {
                take(file);
            }
        };
        window.addEventListener('dragover', drag);
        window.addEventListener('dragleave', leave);
        window.addEventListener('drop', drop);
        return () => {
            window.removeEventListener('dragover', drag);
            window.removeEventListener('dragleave', leave);
            window.removeEventListener('drop', drop);
        };
    }, [take]);
    return (
        <div class={over ? 'filedrop filedrop-over' : 'filedrop'}>
            <svg class="filedrop-sign" viewBox="0 0 48 48" aria-hidden="true">
                <path d="M12 5h16l8 8v30H12zM28 5v8h8" />
                <path class="filedrop-check" d="m18 29 5 5 9-11" />
            </svg>
            <div>
                <p>
                    <label for={id}>{t('verify.file')}</label>
                </p>
                <p class="small">{t('verify.fileHow')}</p>
                <input
                    id={id}
                    type="file"
                    accept=".pdf,.json,.jwt,.txt,application/pdf,application/json,application/vc+jwt"
                    disabled={props.busy}
                    onChange={(event) => {
                        const input = event.currentTarget;
                        const file = input.files?.[0];
                        if (file) {
                            take(file);
                        }
                        // The same file once more, after a change, must be taken again.
                        input.value = '';
                    }}
                />
            </div>
        </div>
    );
}
