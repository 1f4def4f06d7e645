import { msp } from '@hyperledger/fabric-protos';
import { textOf } from '../chaincode/messages.js';
import { parseCertificate } from '../identity/certificate.js';
import type { Msps } from '../ledger.js';
import type { ProposalHeaders } from './proposal.js';

/**
 * The filters a proposal passes before the endorser sees it: identity not expired, timestamp near the peer's time.
 * @param windowMs - `peer.authentication.timewindow`; undefined: not checked, as on v2.5
 * @throws Error with a real peer's text
 */
export function filterProposal(msps: Msps, headers: ProposalHeaders, windowMs: number | undefined, now: Date): void {
    if (creatorExpired(msps, headers.signatureHeader.getCreator_asU8(), now)) {
        throw new Error('proposal client identity expired');
    }
    if (windowMs !== undefined) {
        checkTime(headers, windowMs, now);
    }
}

/** The text for headers that cannot be parsed: filters say more than the endorser. */
export function unparsable(error: unknown): string {
    const reason = textOf(error);
    const what = /unmarshalling (\w+):/.exec(reason)?.[1] ?? 'Proposal';
    const part = what.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
    return `failed parsing ${part}: ${reason}`;
}

/**
 * Whether a creator's certificate has expired, whoever issued it. Whoever cannot be parsed has no date of expiry: others
 * find out what is wrong.
 */
export function creatorExpired(msps: Msps, creator: Uint8Array, now: Date): boolean {
    try {
        return msps.expired(msps.deserialize(creator), now);
    } catch {
        return certificateExpired(creator, now);
    }
}

function certificateExpired(creator: Uint8Array, now: Date): boolean {
    try {
        const pem = msp.SerializedIdentity.deserializeBinary(creator).getIdBytes_asU8();
        return parseCertificate(pem).notAfter <= now.getTime();
    } catch {
        return false;
    }
}

function checkTime(headers: ProposalHeaders, windowMs: number, now: Date): void {
    const timestamp = headers.channelHeader.getTimestamp();
    const proposed = (timestamp?.getSeconds() ?? 0) * 1_000 + (timestamp?.getNanos() ?? 0) / 1_000_000;
    if (Math.abs(proposed - now.getTime()) > windowMs) {
        throw new Error(
            `request unauthorized due to incorrect timestamp ${rfc3339(proposed)}, peer time ${rfc3339(now.getTime())}, peer.authentication.timewindow ${duration(windowMs)}`,
        );
    }
}

function rfc3339(milliseconds: number): string {
    const limit = 8.64e15;
    const date = new Date(Math.max(-limit, Math.min(limit, milliseconds)));
    return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A duration as Go prints it, for instance `15m0s`. */
function duration(milliseconds: number): string {
    const seconds = milliseconds / 1_000;
    const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
    const rest = `${seconds % 60}s`;
    if (hours > 0) {
        return `${hours}h${minutes}m${rest}`;
    }
    return minutes > 0 ? `${minutes}m${rest}` : rest;
}
