import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** What every field has: its name, what is wrong with it, and a word of help. */
type Common = Readonly<{ label: string; error?: string | undefined; hint?: string | undefined }>;

type Described = Readonly<{ id: string; 'aria-invalid': boolean | undefined; 'aria-describedby': string | undefined }>;

/** A label above, help and fault below, both tied to the control so that they are read with it. */
export function Field(props: Common & { children: (described: Described) => ComponentChildren }) {
    const { label, error, hint } = props;
    const id = useId();
    const said = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
    return (
        <div class="field">
            <label for={id}>{label}</label>
            {props.children({
                id,
                'aria-invalid': error === undefined ? undefined : true,
                'aria-describedby': said === '' ? undefined : said,
            })}
            {hint && (
                <p class="small" id={`${id}-hint`}>
                    {hint}
                </p>
            )}
            {error && (
                <p class="field-error" id={`${id}-error`}>
                    {error}
                </p>
            )}
        </div>
    );
}

type TextProps = Common & {
    value: string;
    change: (value: string) => void;
    required?: boolean;
    pattern?: string;
    placeholder?: string;
    maxLength?: number;
};

/** A line of text. */
export function TextField(props: TextProps) {
    const { value, change, required = true, pattern, placeholder, maxLength } = props;
    return (
        <Field label={props.label} error={props.error} hint={props.hint}>
            {(described) => (
                <input
                    {...described}
                    required={required}
                    {...(pattern === undefined ? {} : { pattern })}
                    {...(placeholder === undefined ? {} : { placeholder })}
                    {...(maxLength === undefined ? {} : { maxLength })}
                    value={value}
                    onInput={(event) => change(event.currentTarget.value)}
                />
            )}
        </Field>
    );
}

/** A calendar day, `2026-03-01`; empty where none is chosen. */
export function DayField(props: Common & { value: string; change: (value: string) => void }) {
    return (
        <Field label={props.label} error={props.error} hint={props.hint}>
            {(described) => (
                <input
                    {...described}
                    type="date"
                    required
                    value={props.value}
                    onInput={(event) => props.change(event.currentTarget.value)}
                />
            )}
        </Field>
    );
}

/** An amount typed as a decimal; `numbers/decimal.ts` reads it exactly, so it stays text here. */
export function AmountField(props: Common & { value: string; change: (value: string) => void; required?: boolean }) {
    const { value, change, required = true } = props;
    return (
        <Field label={props.label} error={props.error} hint={props.hint}>
            {(described) => (
                <input
                    {...described}
                    inputMode="decimal"
                    autocomplete="off"
                    required={required}
                    value={value}
                    onInput={(event) => change(event.currentTarget.value)}
                />
            )}
        </Field>
    );
}

/** Some sentences, such as a reason. */
export function ReasonField(
    props: Common & { value: string; change: (value: string) => void; rows?: number; most?: number },
) {
    return (
        <Field label={props.label} error={props.error} hint={props.hint}>
            {(described) => (
                <textarea
                    {...described}
                    required
                    maxLength={props.most ?? 1000}
                    rows={props.rows ?? 3}
                    value={props.value}
                    onInput={(event) => props.change(event.currentTarget.value)}
                />
            )}
        </Field>
    );
}

/** One of several. */
export function SelectField<Value extends string>(
    props: Common & {
        value: Value;
        change: (value: Value) => void;
        options: readonly (readonly [value: Value, name: string])[];
    },
) {
    return (
        <Field label={props.label} error={props.error} hint={props.hint}>
            {(described) => (
                <select
                    {...described}
                    value={props.value}
                    onChange={(event) => {
                        const chosen = props.options.find(([value]) => value === event.currentTarget.value);
                        if (chosen !== undefined) {
                            props.change(chosen[0]);
                        }
                    }}
                >
                    {props.options.map(([value, name]) => (
                        <option key={value} value={value}>
                            {name}
                        </option>
                    ))}
                </select>
            )}
        </Field>
    );
}

/** Yes or no. */
export function Switch(props: { name: string; on: boolean; set: (on: boolean) => void }) {
    return (
        <label class="check">
            <input type="checkbox" checked={props.on} onChange={(event) => props.set(event.currentTarget.checked)} />
            <span>{props.name}</span>
        </label>
    );
}
