import { type Key, t } from '../language/language.ts';
import { show } from '../numbers/show.ts';
import type { Verdict } from './verdict.ts';
import { type CheckLine, documentLine, ledgerLine } from './words.ts';

type Group = Readonly<{ title: Key; of: RegExp }>;

const groups: readonly Group[] = [
    { title: 'check.group.file', of: /^(?:document|bundle|pdf)\./ },
    { title: 'check.group.content', of: /^(?:credential|disclosure)\./ },
    { title: 'check.group.signer', of: /^(?:key|network)\./ },
    { title: 'check.group.standing', of: /^(?:validity$|status\.)/ },
    { title: 'check.group.evidence', of: /^(?:log|ledger)\./ },
    { title: 'check.group.meter', of: /^meter\./ },
    { title: 'check.group.now', of: /^(?:public|paper)\./ },
];

const signs = { pass: '✓', fail: '✕', unknown: '–' } as const;
const words = { pass: 'check.pass', fail: 'check.fail', unknown: 'check.open' } as const;

/** Every check with its result and, where it did not pass, the reason; folded away, since most readers want the verdict only. */
export function Checks(props: { verdict: Verdict }) {
    const { document, ledger } = props.verdict;
    const lines = [...(document?.checks ?? []).map(documentLine), ...ledger.map(ledgerLine)];
    const passed = lines.filter(({ result }) => result === 'pass').length;
    const failed = lines.filter(({ result }) => result === 'fail').length;
    return (
        <details class="rows checks">
            <summary>
                <span>
                    {t('check.title')}{' '}
                    <span class="small">
                        {t(failed > 0 ? 'check.countFailed' : 'check.count', {
                            passed: show.count(passed),
                            all: show.count(lines.length),
                            failed: show.count(failed),
                        })}
                    </span>
                </span>
            </summary>
            {groups.map((group) => (
                <CheckGroup
                    key={group.title}
                    title={t(group.title)}
                    lines={lines.filter(({ id }) => group.of.test(id))}
                />
            ))}
        </details>
    );
}

function CheckGroup(props: { title: string; lines: readonly CheckLine[] }) {
    return props.lines.length === 0 ? null : (
        <section>
            <h3>{props.title}</h3>
            <ul>
                {props.lines.map(({ id, result, question, reason }) => (
                    <li key={id} class={`check-line check-${result}`}>
                        <span class="check-sign">
                            <span aria-hidden="true">{signs[result]}</span>
                            <span class="hidden">{t(words[result])}</span>
                        </span>
                        <span>
                            {question}
                            {reason && <span class="small">{reason}</span>}
                        </span>
                    </li>
                ))}
            </ul>
        </section>
    );
}
