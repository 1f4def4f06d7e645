import { useState } from 'preact/hooks';
import { TextField } from '../display/fields.tsx';
import { t } from '../language/language.ts';
import { settledThrough } from '../ledger/live.ts';

/** A field for a month (`2026-03`, UTC) that begins with the newest settled one. `month` is undefined while what stands there is none. */
export function useMonth() {
    const [typed, setTyped] = useState<string | undefined>(undefined);
    const last = settledThrough.value;
    const shown = typed ?? (last === undefined ? '' : new Date(last * 900_000).toISOString().slice(0, 7));
    const isMonth = /^\d{4}-(0[1-9]|1[0-2])$/.test(shown);
    const field = (
        <TextField
            label={t('reservations.month')}
            placeholder="2026-03"
            value={shown}
            change={setTyped}
            error={isMonth || shown === '' ? undefined : t('reservations.month.wrong')}
        />
    );
    return { month: isMonth ? shown : undefined, field };
}
