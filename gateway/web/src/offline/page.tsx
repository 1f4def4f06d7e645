import { originOf } from '@linguang/chaincode/domain';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { language, t } from '../language/language.ts';
import { Mark } from '../shell/mark.tsx';
import { Switches } from '../shell/switches.tsx';
import { type Anchors, join, type pastedAnchors } from '../verify/anchors.ts';
import { FileDrop, largestFile } from '../verify/filedrop.tsx';
import { judge } from '../verify/judge.ts';
import { Limits } from '../verify/record.tsx';
import { ofDocument, type Verdict } from '../verify/verdict.ts';
import { VerdictView } from '../verify/verdictview.tsx';
import { Believed } from './believed.tsx';

type Opened = Readonly<{ name: string; bytes: Uint8Array }>;
type Shown = Readonly<{ name: string; verdict: Verdict }>;

/** The page that verifies documents, alone in one file: no gateway, no network, only what the reader believes and what she drops on it. */
export function OfflinePage(props: { pasted: ReturnType<typeof pastedAnchors> }) {
    const { pasted } = props;
    const [added, setAdded] = useState<readonly Anchors[]>([]);
    const anchors = useMemo(() => added.reduce(join, pasted.anchors), [added, pasted]);
    const [opened, setOpened] = useState<Opened | undefined>(undefined);
    const [shown, setShown] = useState<Shown | undefined>(undefined);
    const [tooLarge, setTooLarge] = useState<string | undefined>(undefined);
    const take = useCallback((file: File) => {
        setShown(undefined);
        setTooLarge(file.size > largestFile ? file.name : undefined);
        if (file.size <= largestFile) {
            void file.arrayBuffer().then((read) => setOpened({ name: file.name, bytes: new Uint8Array(read) }));
        }
    }, []);
    useEffect(() => {
        let current = true;
        if (opened) {
            void judge(opened.bytes, anchors).then((found) => {
                if (current) {
                    setShown({ name: opened.name, verdict: ofDocument(found, undefined) });
                }
            });
        }
        return () => {
            current = false;
        };
    }, [opened, anchors]);
    const spoken = language.value;
    useEffect(() => {
        document.title = `${t('verify.title')} · ${t('name')}`;
    }, [spoken]);
    return (
        <div class="frame frame-certifier">
            <Header />
            <main id="content" class="wide">
                <div class="page">
                    <h1>{t('verify.title')}</h1>
                    <p class="lead">{t('offline.lead')}</p>
                    <FileDrop take={take} />
                    <div aria-live="polite">
                        {tooLarge && <p class="notice notice-bad">{t('verify.large', { name: tooLarge })}</p>}
                        {shown && <Answer {...shown} />}
                    </div>
                    <Believed
                        anchors={anchors}
                        at={pasted.at}
                        add={(more) => setAdded((before) => [...before, more])}
                    />
                </div>
            </main>
            <footer class="wide">
                <p>{t('offline.footer')}</p>
            </footer>
        </div>
    );
}

function Header() {
    return (
        <header class="top top-certifier">
            <div class="wide top-row">
                <span class="brand">
                    <Mark />
                    <span class="brand-name">{t('name')}</span>
                </span>
                <div class="top-actions">
                    <Switches />
                </div>
            </div>
        </header>
    );
}

function Answer({ name, verdict }: Shown) {
    const place = useRef<HTMLDivElement>(null);
    const { summary } = verdict;
    useEffect(() => {
        place.current?.scrollIntoView({ block: 'nearest' });
    }, [verdict]);
    return (
        <div ref={place}>
            <VerdictView
                verdict={verdict}
                asked={name}
                text={verdict.outcome === 'unknown' ? t('offline.unknown') : undefined}
            >
                {summary && (
                    <p>
                        <a class="break" href={`${originOf(summary.issuer)}/verify/${summary.number}`}>
                            {t('offline.online')}
                        </a>
                    </p>
                )}
                {summary && <Limits />}
            </VerdictView>
        </div>
    );
}
