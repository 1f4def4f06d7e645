import type { DocumentKey } from '@linguang/chaincode/domain';
import { useId, useState } from 'preact/hooks';
import { t } from '../language/language.ts';
import { show } from '../numbers/show.ts';
import { type Anchors, anchorsInFile } from '../verify/anchors.ts';
import { momentText } from '../verify/period.ts';

/** Whom this copy of the page believes, where that comes from, and how the reader adds to it. */
export function Believed(props: { anchors: Anchors; at: string | undefined; add: (more: Anchors) => void }) {
    const { keys, authorities, statusLists, networks } = props.anchors;
    const id = useId();
    const [refused, setRefused] = useState<string | undefined>(undefined);
    const none = keys.size === 0 && authorities.length === 0;
    const take = async (file: File) => {
        const found = anchorsInFile(new Uint8Array(await file.arrayBuffer()));
        setRefused(found ? undefined : file.name);
        if (found) {
            props.add(found);
        }
    };
    return (
        <section class="believed">
            <h2>{t('offline.believed')}</h2>
            {none && <p class="notice notice-warn">{t('offline.nobody')}</p>}
            {[...keys].map(([did, known]) => (
                <Certifier key={did} did={did} keys={known} />
            ))}
            {authorities.length > 0 && <p>{t('offline.authorities', { count: show.count(authorities.length) })}</p>}
            {networks.map(({ channel, organisations }) => (
                <p key={channel}>
                    {t('offline.network', { channel, names: organisations.map(({ name }) => name).join(', ') })}
                </p>
            ))}
            {props.at && <p class="small">{t('offline.pasted', { time: momentText(props.at) })}</p>}
            {statusLists.length > 0 && (
                <p class="small">{t('offline.lists', { count: show.count(statusLists.length) })}</p>
            )}
            <div class="field">
                <label for={id}>{t('offline.add')}</label>
                <span class="small">{t('offline.addHow')}</span>
                <input
                    id={id}
                    type="file"
                    accept=".json,.pem,.crt,.cer,.der"
                    onChange={(event) => {
                        const input = event.currentTarget;
                        const file = input.files?.[0];
                        if (file) {
                            void take(file);
                        }
                        input.value = '';
                    }}
                />
                {refused && (
                    <p class="field-error" role="alert">
                        {t('offline.refused', { name: refused })}
                    </p>
                )}
            </div>
        </section>
    );
}

function Certifier(props: { did: string; keys: readonly DocumentKey[] }) {
    return (
        <dl class="proof">
            <dt>{t('offline.certifier')}</dt>
            <dd class="break">
                <strong>{props.did}</strong>
            </dd>
            {props.keys.map(({ kid, created, revoked }) => (
                <>
                    <dt>{t(revoked === null ? 'offline.key' : 'offline.keyRevoked', { time: momentText(created) })}</dt>
                    <dd>
                        <code>{kid}</code>
                    </dd>
                </>
            ))}
        </dl>
    );
}
