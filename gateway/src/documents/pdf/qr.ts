import { base64url, hexBytes } from '@linguang/chaincode/domain';
import qrcode from 'qrcode-generator';
import { INK } from './look.js';
import type { Sheet } from './sheet.js';

/**
 * What the printed code leads to: the public page of the number, with the digest of the credential behind a `#`, where no server sees
 * it but the page can compare.
 * @param page - address of the public page, without the number
 * @param digest - SHA-256 of the credential's core, hexadecimal
 */
export function verificationAddress(page: string, number: string, digest: string): string {
    return `${page.replace(/\/$/, '')}/${encodeURIComponent(number)}#sha256=${base64url(hexBytes(digest))}`;
}

/** Draws a QR code (ISO/IEC 18004, level M) as one filled path. */
export function drawQr(sheet: Sheet, content: string, x: number, y: number, size: number): void {
    const code = qrcode(0, 'M');
    code.addData(content, 'Byte');
    code.make();
    const count = code.getModuleCount();
    const module = size / count;
    for (let row = 0; row < count; row++) {
        for (let from = 0; from < count; ) {
            let to = from;
            while (to < count && code.isDark(row, to)) {
                to++;
            }
            if (to > from) {
                // A trifle wider and higher than the grid, so that no renderer leaves light seams.
                sheet.doc.rect(x + from * module, y + row * module, (to - from) * module + 0.05, module + 0.05);
            }
            from = to + 1;
        }
    }
    sheet.doc.fill(INK.text);
}
