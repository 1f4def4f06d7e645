import { type HolderCopy, present } from '@linguang/chaincode/domain';
import { useState } from 'preact/hooks';
import type { Certificate } from '../../../src/http/api.ts';
import { Trouble } from '../display/notice.tsx';
import { saveFile } from '../display/save.ts';
import { t } from '../language/language.ts';
import { type ApiProblem, asProblem } from '../ledger/api.ts';
import { show } from '../numbers/show.ts';
import type { Resident } from '../session/session.ts';
import { hashing } from '../verify/hashing.ts';
import { holderCopyOf, monthCopyOf } from './documents.ts';
import { ProveForm, type Wanted } from './proveform.tsx';

type Opened = Readonly<{ scope: 'day' | 'month'; copy: HolderCopy }>;

/** Proves a part of a certificate: the certifier's signature over one share or some quarter-hours, and nothing else of hers. */
export function Prove(props: { resident: Resident; certificate: Certificate }) {
    const { resident, certificate } = props;
    const { number, period } = certificate;
    const month = period.day.slice(0, 7);
    const [opened, setOpened] = useState<Opened | undefined>(undefined);
    const [problem, setProblem] = useState<ApiProblem | undefined>(undefined);
    const [saved, setSaved] = useState<string | undefined>(undefined);
    const open = async (scope: Opened['scope']) => {
        setProblem(undefined);
        setSaved(undefined);
        try {
            const read = scope === 'day' ? holderCopyOf(resident, number) : monthCopyOf(resident, number, month);
            setOpened({ scope, copy: await read });
        } catch (cause) {
            setOpened(undefined);
            setProblem(asProblem(cause));
        }
    };
    const save = ({ picks, name }: Wanted) => {
        if (opened) {
            const proof = present(opened.copy, picks, hashing);
            // Not the number: with it a reader would find the public record, and the energy in it.
            const file = `linguang-${opened.scope === 'day' ? period.day : month}.${name}.proof.json`;
            saveFile(new Blob([JSON.stringify(proof)], { type: 'application/json' }), file);
            setSaved(file);
        }
    };
    return (
        <section>
            <h2>{t('prove.title')}</h2>
            <p>{t('prove.lead')}</p>
            <p class="buttons-start">
                <button
                    type="button"
                    class="button"
                    aria-pressed={opened?.scope === 'day'}
                    onClick={() => void open('day')}
                >
                    {t('prove.ofDay', { day: show.day(period.day) })}
                </button>
                <button
                    type="button"
                    class="button"
                    aria-pressed={opened?.scope === 'month'}
                    onClick={() => void open('month')}
                >
                    {t('prove.ofMonth', { month: show.month(month) })}
                </button>
            </p>
            <div aria-live="polite">{problem && <Trouble problem={problem} />}</div>
            {opened && (
                <ProveForm
                    key={opened.copy.commitment}
                    copy={opened.copy}
                    month={opened.scope === 'month'}
                    save={save}
                />
            )}
            <p role="status">{saved && t('prove.saved', { name: saved })}</p>
        </section>
    );
}
