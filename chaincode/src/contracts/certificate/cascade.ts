import {
    affectedBy,
    formatSlot,
    isInForce,
    ledgerDayRange,
    type RevocationReason,
    reconciliationName,
    revokeCertificate,
    slotMonth,
} from '../../domain/index.js';
import { request } from '../request.js';
import type { CertificateContext } from './context.js';

const MOST_REVOKED = 200;

/**
 * Revokes the certificates in force that hold energy of a plant and ledger day for which its accreditation was withdrawn, or whose month did
 * not agree with the other instrument: `{plant, day}`. At most 200 in one transaction; what is left is done by the next. They may be issued
 * again, without that energy, by superseding them.
 */
export async function cascade(context: CertificateContext, json: string): Promise<object> {
    const fields = request(json);
    const [plant, day] = [fields.id('plant'), fields.integer('day')];
    fields.end();
    const range = ledgerDayRange(day);
    const { withdrawals } = await context.plants.existing(plant);
    const month = slotMonth(range.from);
    const reconciliation = await context.plants.reconciliation(plant, month);
    const allocations = await context.certificates.allocations(plant, day, day);
    const revoked: string[] = [];
    let left = 0;
    const revoke = async (numbers: readonly string[], code: RevocationReason, reason: string) => {
        for (const number of numbers) {
            const certificate = await context.certificates.existing(number);
            if (revoked.includes(number) || !isInForce(certificate)) {
                continue;
            }
            if (revoked.length === MOST_REVOKED) {
                left++;
                continue;
            }
            await context.certificates.save(revokeCertificate(certificate, { code, reason, reissue: true }));
            revoked.push(number);
        }
    };
    for (const { from, until, reason } of withdrawals) {
        await revoke(affectedBy(allocations, { from, until }), 'accreditation', reason);
    }
    if (reconciliation?.state === 'mismatch') {
        const span = { from: range.from, until: range.to };
        const reason = `${reconciliationName(plant, month)}: ${reconciliation.reference}`;
        await revoke(affectedBy(allocations, span), 'instrument', reason);
    }
    if (revoked.length > 0) {
        context.announce('certificate.revoked', ...revoked.map((number) => ({ number })));
    }
    return { plant, day, from: formatSlot(range.from), revoked, left };
}
