import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { CertificateDetail } from '../../../src/http/api.ts';
import { Trouble } from '../display/notice.tsx';
import { Page } from '../display/page.tsx';
import { t } from '../language/language.ts';
import { ApiProblem } from '../ledger/api.ts';
import { info, tick } from '../ledger/live.ts';
import { useResource } from '../ledger/resource.ts';
import { go } from '../shell/router.ts';
import { FileDrop, largestFile } from './filedrop.tsx';
import { LedgerRecord, Limits } from './record.tsx';
import { codeDigest, type LedgerCheck, ofNumber, type Verdict, withLog } from './verdict.ts';
import { VerdictView } from './verdictview.tsx';

type Checked = Readonly<{ name: string; verdict: Verdict | 'large' | 'checking' | 'failed' }>;

/** Anyone checks a certificate, by its number, by the code on the paper or by its file, without signing in. */
export function Verify(props: { number: string | undefined }) {
    const { number } = props;
    const [checked, setChecked] = useState<Checked | undefined>(undefined);
    // What was behind the # when the page was opened: only the code on the paper has it.
    const [code] = useState(() => codeDigest(location.hash));
    const take = useCallback(
        (file: File) => {
            const { name } = file;
            if (file.size > largestFile) {
                setChecked({ name, verdict: 'large' });
                return;
            }
            setChecked({ name, verdict: 'checking' });
            check(file, number, code).then(
                (verdict) => setChecked({ name, verdict }),
                () => setChecked({ name, verdict: 'failed' }),
            );
        },
        [number, code],
    );
    return (
        <Page title={t('verify.title')} {...(number || checked ? {} : { lead: t('verify.lead') })}>
            <div aria-live="polite">
                {checked ? <FileAnswer {...checked} /> : number && <NumberAnswer number={number} code={code} />}
            </div>
            {(number || checked) && <h2>{t('verify.another')}</h2>}
            <div class="verify-ways">
                <FileDrop take={take} busy={checked?.verdict === 'checking'} />
                <NumberForm number={checked ? undefined : number} ask={() => setChecked(undefined)} />
            </div>
            <p class="small">{t('verify.private')}</p>
            <p class="small">
                {t('verify.offline')}{' '}
                <a href={`${savedFrom()}/verify.html?save`} download>
                    {t('verify.offlineSave')}
                </a>
            </p>
        </Page>
    );
}

/** The certifier's gateway writes its keys into the file; it is better had from there. */
function savedFrom(): string {
    const known = info.value;
    return known?.organisation === 'certifier' ? '' : (known?.certifier?.origin ?? '');
}

async function check(file: File, number: string | undefined, code: string | undefined): Promise<Verdict> {
    const known = info.value;
    const scanned = number !== undefined && code !== undefined;
    // What judges documents is large and only needed now.
    const { verifyOnline } = await import('./online.ts');
    return await verifyOnline(new Uint8Array(await file.arrayBuffer()), {
        certifier: known?.certifier ?? undefined,
        here: known?.organisation === 'certifier',
        code: scanned ? `/${number}#sha256=${code}` : undefined,
    });
}

function NumberForm(props: { number: string | undefined; ask: () => void }) {
    const [typed, setTyped] = useState(props.number ?? '');
    return (
        <form
            class="verify-form"
            onSubmit={(event) => {
                event.preventDefault();
                const number = typed.trim().toUpperCase();
                if (number) {
                    props.ask();
                    go(`/verify/${encodeURIComponent(number)}`);
                }
            }}
        >
            <label class="field">
                <span>{t('verify.number')}</span>
                <input
                    name="number"
                    value={typed}
                    placeholder="LG-2026-7K3M-9QX4-…"
                    autocomplete="off"
                    autocapitalize="characters"
                    spellcheck={false}
                    onInput={(event) => setTyped(event.currentTarget.value)}
                />
            </label>
            <button type="submit" class="button primary">
                {t('verify.check')}
            </button>
        </form>
    );
}

function NumberAnswer(props: { number: string; code: string | undefined }) {
    const { number, code } = props;
    const { value, problem, loading, reload } = useResource<CertificateDetail>(
        `/v1/certificates/${encodeURIComponent(number)}`,
        { tick: tick.value },
    );
    const logged = useLogCheck(value);
    if (value) {
        const found = ofNumber(value, code);
        return (
            <VerdictView verdict={logged ? withLog(found, logged) : found} asked={value.number}>
                <Limits record={value} />
                <LedgerRecord record={value} />
            </VerdictView>
        );
    }
    if (problem && (problem.status === 404 || problem.status === 400)) {
        return <VerdictView verdict={ofNumber('none', code)} asked={number} text={t('verify.unknown')} />;
    }
    if (problem) {
        return <Trouble problem={problem} retry={reload} />;
    }
    return loading ? <p class="waiting">{t('state.loading')}</p> : null;
}

/** What the transparency log says of a record, once it was asked and the proof computed. */
function useLogCheck(record: CertificateDetail | undefined): LedgerCheck | undefined {
    const [checked, setChecked] = useState<Readonly<{ digest: string; check: LedgerCheck }> | undefined>(undefined);
    const { number, digest } = record ?? {};
    useEffect(() => {
        if (number !== undefined && digest !== undefined) {
            import('./logproof.ts')
                .then(({ logCheck }) => logCheck(number, digest))
                .then(
                    (check) => setChecked({ digest, check }),
                    () => undefined,
                );
        }
    }, [number, digest]);
    return checked?.digest === digest ? checked?.check : undefined;
}

function FileAnswer({ name, verdict }: Checked) {
    const place = useRef<HTMLDivElement>(null);
    useEffect(() => {
        place.current?.scrollIntoView({ block: 'nearest' });
    }, [verdict]);
    return (
        <div ref={place}>
            {verdict === 'checking' && <p class="waiting">{t('verify.checking', { name })}</p>}
            {verdict === 'large' && <p class="notice notice-bad">{t('verify.large', { name })}</p>}
            {verdict === 'failed' && <Trouble problem={new ApiProblem('UNREACHABLE', 0, '')} />}
            {typeof verdict === 'object' && (
                <VerdictView verdict={verdict} asked={name}>
                    {verdict.summary && <Limits record={verdict.record} />}
                    {verdict.record && <LedgerRecord record={verdict.record} />}
                </VerdictView>
            )}
        </div>
    );
}
