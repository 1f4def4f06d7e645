import { hash, hmac } from '../contracts/crypto.js';
import {
    beneficiaryCommitment,
    hexBytes,
    type Line,
    type LineProof,
    proveLines,
    type Slot,
    slot,
    utf8,
} from '../domain/index.js';
import { certificateKeys, collections, keys, lineKeys, lineShards, privateRecords, records } from '../ledger/index.js';
import { type Inputs, replaced } from './substitution.js';
import { type ReadOnlyWorld, type Recorded, Unavailable } from './world.js';

const ENERGY = 'energy';
const SLOTS_PER_DAY = 96;

/** What an audit must know of a certificate that is asked for, whatever else the request says. */
type Order = Readonly<{ number: string; beneficiary: string; supersedes?: unknown }>;

/**
 * The evidence of certificates leaves its traces: the slots each of them claims, and the lines those are of, which the energy ledger has.
 * Only the nonce that hides a holder is nowhere. So certificates are made again with a nonce of our own; the commitment to the holder and the
 * digest of the evidence, which nobody without the nonce can judge, are taken as they are recorded. Everything else must agree.
 */
export function issueInputs(recorded: Recorded, world: ReadOnlyWorld): Inputs {
    const request: unknown = JSON.parse(recorded.args[1] ?? 'null');
    if (!isIssue(request)) {
        throw new Unavailable('the evidence of a certificate, which an older release did not leave a trace of');
    }
    const substitutes = new Map<string, string>();
    const holders: object[] = [];
    const orders = request.certificates.map((order) => {
        if (typeof order.supersedes === 'string') {
            throw new Unavailable(
                'the nonce of a superseded certificate, which only its holder and the certifier have',
            );
        }
        const lines = claimedLines(recorded, world, order.number);
        const [participant = ''] = lines.map(({ line }) => line.participant);
        const nonce = order.number;
        const beneficiary = beneficiaryCommitment(participant, nonce, hash);
        substitutes.set(beneficiary, order.beneficiary);
        holders.push({ participant, nonce, lines });
        return { ...order, beneficiary };
    });
    const [name = ''] = recorded.args;
    return {
        args: [name, JSON.stringify({ ...request, certificates: orders })],
        transient: new Map([['evidence', utf8(JSON.stringify({ holders }))]]),
        finish: (done) => {
            for (const { key, value } of done.writes) {
                const theirs = recorded.publicWrites.find((write) => write.key === key)?.value;
                if (certificateKeys.certificate.parse(key) !== undefined) {
                    substitutes.set(evidenceDigestOf(value), evidenceDigestOf(theirs));
                }
            }
            return replaced(done, substitutes);
        },
    };
}

/** Lines of the slots that a plant's reservation covers, in their order: nothing of that evidence is secret. */
export function reserveInputs(recorded: Recorded, world: ReadOnlyWorld): Inputs {
    const [write] = recorded.publicWrites.filter(({ key }) => certificateKeys.reservation.parse(key) !== undefined);
    const record = objectIn(write?.value);
    const [plant, day, map] = [record['plant'], Number(record['day']), String(record['map'])];
    const accreditation = world.getState(recorded.chaincode, certificateKeys.plant.build({ plant: String(plant) }));
    const point = String(objectIn(accreditation)['point']);
    const lines = slotsOf(map, day).map((at) => provenLine(world, at, point));
    return { transient: new Map([['evidence', utf8(JSON.stringify({ lines }))]]) };
}

/** The line of the slot in which a storage device was charged. */
export function chargeInputs(recorded: Recorded, world: ReadOnlyWorld): Inputs {
    const [write] = recorded.publicWrites.filter(({ key }) => certificateKeys.storage.parse(key) !== undefined);
    const { point, lastCharge } = objectIn(write?.value);
    const line = provenLine(world, slot(Number(lastCharge)), String(point));
    return { transient: new Map([['evidence', utf8(JSON.stringify({ line }))]]) };
}

/** Lines of the slots that a certificate's claims name, with proofs. */
function claimedLines(recorded: Recorded, world: ReadOnlyWorld, number: string): readonly LineProof[] {
    const found: LineProof[] = [];
    for (const { key, value } of recorded.publicWrites) {
        const claim = certificateKeys.claim.parse(key);
        if (claim !== undefined) {
            for (const at of slotsClaimed(value, claim.day, number)) {
                found.push(provenLine(world, at, claim.point));
            }
        }
    }
    return found;
}

/** Slots of a written claim record that are a certificate's. */
function slotsClaimed(value: Uint8Array | undefined, day: number, number: string): readonly Slot[] {
    const { claims } = objectIn(value);
    return (Array.isArray(claims) ? claims : []).flatMap((claim: unknown) =>
        isObject(claim) && Reflect.get(claim, 'number') === number
            ? slotsOf(String(Reflect.get(claim, 'map')), day)
            : [],
    );
}

/** Slots of a ledger day's map: 24 hex digits, the first slot of the day is the highest bit. */
function slotsOf(map: string, day: number): readonly Slot[] {
    if (!/^[0-9a-f]{24}$/.test(map)) {
        throw new Unavailable('the slots that evidence was for, which its record does not name as this version does');
    }
    const bits = BigInt(`0x${map}`);
    return Array.from({ length: SLOTS_PER_DAY }, (_, index) => index)
        .filter((index) => (bits >> BigInt(SLOTS_PER_DAY - 1 - index)) % 2n === 1n)
        .map((index) => slot(day * SLOTS_PER_DAY + index));
}

function provenLine(world: ReadOnlyWorld, at: Slot, point: string): LineProof {
    const bytes = world.getState(ENERGY, keys.slot.build({ slot: at }));
    if (bytes === undefined) {
        throw new Unavailable(`the settlement of slot ${at}, which a certificate claims`);
    }
    const record = records.slot.decode(bytes);
    const { revision } = record;
    const document = (key: string): Uint8Array => {
        const found = world.getPrivateData(ENERGY, collections.lines, key);
        if (found === undefined) {
            throw new Unavailable(`the lines of slot ${at}, which a certificate claims`);
        }
        return found;
    };
    const lines: Line[] = [];
    for (let shard = 0; shard < lineShards(record); shard++) {
        lines.push(...privateRecords.lines.decode(document(lineKeys.lines.build({ slot: at, revision, shard }))).lines);
    }
    const { seed } = privateRecords.seed.decode(document(lineKeys.seed.build({ slot: at, revision })));
    const index = lines.findIndex((line) => line.point === point && !line.handover);
    if (index < 0) {
        throw new Unavailable(`a line of ${point} in slot ${at}, which a certificate claims`);
    }
    const [proof] = proveLines(lines, [index], { seed: hexBytes(seed), hash, hmac });
    if (proof === undefined) {
        throw new RangeError('one line gives one proof');
    }
    return proof;
}

function evidenceDigestOf(value: Uint8Array | undefined): string {
    return String(objectIn(value)['evidenceDigest']);
}

/** A record's members, whatever they are; none where there is no record. */
function objectIn(value: Uint8Array | undefined): Readonly<Record<string, unknown>> {
    const record: unknown = value === undefined ? undefined : JSON.parse(Buffer.from(value).toString());
    return isObject(record) ? Object.fromEntries(Object.entries(record)) : {};
}

function isIssue(value: unknown): value is Readonly<{ certificates: readonly Order[] }> {
    return (
        isObject(value) &&
        'certificates' in value &&
        Array.isArray(value.certificates) &&
        value.certificates.every(
            (order) =>
                isObject(order) && 'number' in order && 'beneficiary' in order && typeof order.number === 'string',
        )
    );
}

function isObject(value: unknown): value is object {
    return typeof value === 'object' && value !== null;
}
