import { base64url, hexBytes } from '@linguang/chaincode/domain';
import { useState } from 'preact/hooks';
import qrcode from 'qrcode-generator';
import type { Certificate } from '../../../src/http/api.ts';
import { t } from '../language/language.ts';
import { info } from '../ledger/live.ts';

/** The public page of a certificate, as a code to be scanned, as a link and to be copied: the same as on the paper. */
export function ShareLink({ certificate }: { certificate: Certificate }) {
    const { number, digest } = certificate;
    const origin = info.value?.certifier?.origin ?? location.origin;
    const link = `${origin}/verify/${number}#sha256=${base64url(hexBytes(digest))}`;
    const [copied, setCopied] = useState<boolean | undefined>(undefined);
    return (
        <section>
            <h2>{t('certificate.share')}</h2>
            <p>{t('certificate.shareHow')}</p>
            <div class="share">
                <Code text={link} />
                <div>
                    <p>
                        <a class="break" href={link}>
                            {link}
                        </a>
                    </p>
                    <p>
                        <button
                            type="button"
                            class="button"
                            onClick={() =>
                                navigator.clipboard.writeText(link).then(
                                    () => setCopied(true),
                                    () => setCopied(false),
                                )
                            }
                        >
                            {t('share.copy')}
                        </button>{' '}
                        <span role="status">
                            {copied !== undefined && t(copied ? 'share.copied' : 'share.notCopied')}
                        </span>
                    </p>
                    <p class="small">{t('share.learns')}</p>
                </div>
            </div>
        </section>
    );
}

/** A QR code (ISO/IEC 18004, level M) with the quiet zone of four modules that the standard asks for; dark on light in every theme. */
function Code(props: { text: string }) {
    const code = qrcode(0, 'M');
    code.addData(props.text, 'Byte');
    code.make();
    const count = code.getModuleCount();
    const dark = Array.from({ length: count * count }, (_, index) => ({
        x: index % count,
        y: Math.floor(index / count),
    })).filter(({ x, y }) => code.isDark(y, x));
    return (
        <svg class="qr" viewBox={`-4 -4 ${count + 8} ${count + 8}`} role="img" aria-label={t('share.code')}>
            <rect class="qr-light" x="-4" y="-4" width={count + 8} height={count + 8} />
            <path class="qr-dark" d={dark.map(({ x, y }) => `M${x} ${y}h1v1h-1z`).join('')} />
        </svg>
    );
}
