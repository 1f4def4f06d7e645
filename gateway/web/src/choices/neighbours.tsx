import { isId } from '@linguang/chaincode/domain';
import { useState } from 'preact/hooks';
import type { Neighbours } from '../../../src/http/api.ts';
import { Switch, TextField } from '../display/fields.tsx';
import { t } from '../language/language.ts';
import { useResource } from '../ledger/resource.ts';
import { FIRST_PREMIUM, Premium } from './premium.tsx';

/** Members who share a name; everybody else is known by her id only. */
export function useNeighbours(): Neighbours['items'] {
    return useResource<Neighbours>('/v1/neighbours').value?.items ?? [];
}

type Props = {
    participant: string;
    /** Ids chosen, each with its premium. */
    chosen: Readonly<Record<string, number>>;
    change: (chosen: Readonly<Record<string, number>>) => void;
    /** Only those who sell. */
    sellers?: boolean;
    premiums?: boolean;
};

/** Neighbours to name: those who share a name, and anybody who told her id. Nobody else is listed. */
export function NeighbourPicker({ participant, chosen, change, sellers = false, premiums = false }: Props) {
    const sharing = useNeighbours();
    const listed = sharing.filter(
        (each) =>
            each.participant !== participant && (!sellers || each.sells || chosen[each.participant] !== undefined),
    );
    const unnamed = Object.keys(chosen).filter((id) => !listed.some((each) => each.participant === id));
    const rows = [...listed, ...unnamed.map((id) => ({ participant: id, name: id }))];
    const pick = (id: string, on: boolean) => {
        const { [id]: _, ...others } = chosen;
        change(on ? { ...others, [id]: premiums ? FIRST_PREMIUM : 0 } : others);
    };
    return (
        <>
            {rows.length === 0 && <p class="small">{t('neighbours.none')}</p>}
            {rows.map(({ participant: id, name }) => {
                const premium = chosen[id];
                return (
                    <div key={id} class="preference">
                        <Switch name={name} on={premium !== undefined} set={(on) => pick(id, on)} />
                        {premiums && premium !== undefined && (
                            <Premium of={name} value={premium} set={(add) => change({ ...chosen, [id]: add })} />
                        )}
                    </div>
                );
            })}
            <ById add={(id) => pick(id, true)} known={[participant, ...Object.keys(chosen)]} />
        </>
    );
}

/** Somebody who does not share a name, by the id she told. */
function ById(props: { add: (id: string) => void; known: readonly string[] }) {
    const [id, setId] = useState('');
    const [wrong, setWrong] = useState(false);
    const add = () => {
        const typed = id.trim();
        if (!isId(typed) || props.known.includes(typed)) {
            setWrong(true);
            return;
        }
        props.add(typed);
        setId('');
        setWrong(false);
    };
    return (
        // biome-ignore lint/a11y/noStaticElementInteractions: Enter in the field adds, instead of sending the form around it
        <div
            class="with-button"
            onKeyDown={(event) => {
                if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
                    event.preventDefault();
                    add();
                }
            }}
        >
            <TextField
                label={t('neighbours.byId')}
                hint={t('neighbours.byId.hint')}
                required={false}
                maxLength={64}
                value={id}
                change={(text) => {
                    setId(text);
                    setWrong(false);
                }}
                error={wrong ? t('neighbours.byId.wrong') : undefined}
            />
            <button type="button" class="button" onClick={add}>
                {t('action.add')}
            </button>
        </div>
    );
}
