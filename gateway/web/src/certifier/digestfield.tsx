import { useState } from 'preact/hooks';
import { Field, TextField } from '../display/fields.tsx';
import { t } from '../language/language.ts';
import { digestOf } from './file.ts';

/** The SHA-256 of a document: typed, or made of a file that stays on this device. */
export function DigestField(props: { label: string; value: string; change: (digest: string) => void }) {
    const { label, value, change } = props;
    const [name, setName] = useState('');
    return (
        <>
            <Field label={label} hint={name === '' ? t('digest.hint') : name}>
                {(described) => (
                    <input
                        {...described}
                        type="file"
                        onChange={async (event) => {
                            const file = event.currentTarget.files?.[0];
                            if (file) {
                                change(await digestOf(file));
                                setName(file.name);
                            }
                        }}
                    />
                )}
            </Field>
            <TextField
                label={t('digest.sha256')}
                value={value}
                change={change}
                maxLength={64}
                error={value !== '' && !isDigest(value) ? t('digest.wrong') : undefined}
            />
        </>
    );
}

export function isDigest(text: string): boolean {
    return /^[0-9a-f]{64}$/.test(text);
}
