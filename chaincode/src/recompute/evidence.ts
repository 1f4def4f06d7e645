import { hash, hmac } from '../contracts/crypto.js';
import {
    beneficiaryCommitment,
    beneficiaryNonce,
    canonical,
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
 * The nonce that hides a holder follows from the seed of the period's first slot, where the certifier took it as her gateway does; then who
 * holds a certificate is checked as well. Where it does not, certificates are made again with a nonce of our own, and the commitment to the holder
 * is taken as it is recorded; so is the digest of the evidence, which may cover lines that nothing was certified of. Everything else must agree.
 */
export function issueInputs(recorded: Recorded, world: ReadOnlyWorld): Inputs {
    const request: unknown = JSON.parse(recorded.args[1] ?? 'null');
    if (!isIssue(request)) {
        throw new Unavailable('the evidence of a certificate, which an older release did not leave a trace of');
    }
    const substitutes = new Map<string, string>();
    const formerly = new Map<string, Uint8Array>();
    const holders: object[] = [];
    const seed = seedOf(world, slot(Number(request.period.from)));
    /** A nonce that opens the commitment, or one of our own and the commitment to put in its place. */
    const opened = (participant: string, number: string, beneficiary: string) => {
        const nonce = seed === undefined ? number : beneficiaryNonce(seed, number, hmac);
        const commitment = beneficiaryCommitment(participant, nonce, hash);
        if (commitment !== beneficiary) {
            substitutes.set(commitment, beneficiary);
        }
        return { nonce, commitment };
    };
    const orders = request.certificates.map((order) => {
        const { number, supersedes } = order;
        const lines = claimedLines(recorded, world, number);
        const [participant = ''] = lines.map(({ line }) => line.participant);
        const { nonce, commitment } = opened(participant, number, order.beneficiary);
        let formerNonce: string | null = null;
        if (typeof supersedes === 'string') {
            const key = certificateKeys.certificate.build({ number: supersedes });
            const former = objectIn(world.getState(recorded.chaincode, key));
            const before = opened(participant, supersedes, String(former['beneficiary']));
            formerNonce = before.nonce;
            formerly.set(key, utf8(canonical({ ...former, beneficiary: before.commitment })));
        }
        holders.push({ participant, nonce, formerNonce, lines });
        return { ...order, beneficiary: commitment };
    });
    const [name = ''] = recorded.args;
    return {
        args: [name, JSON.stringify({ ...request, certificates: orders })],
        transient: new Map([['evidence', utf8(JSON.stringify({ holders }))]]),
        world: (actual) => ({
            getState: (chaincode, key) => {
                const found = actual.getState(chaincode, key);
                return found === undefined || chaincode !== recorded.chaincode ? found : (formerly.get(key) ?? found);
            },
            getStateRange: (chaincode, start, end) => actual.getStateRange(chaincode, start, end),
            getPrivateData: (chaincode, collection, key) => actual.getPrivateData(chaincode, collection, key),
            getPrivateDataHash: (chaincode, collection, key) => actual.getPrivateDataHash(chaincode, collection, key),
        }),
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

/** Seed of a slot's newest revision; undefined where it was not disclosed. */
function seedOf(world: ReadOnlyWorld, at: Slot): Uint8Array | undefined {
    const bytes = world.getState(ENERGY, keys.slot.build({ slot: at }));
    if (bytes === undefined) {
        return undefined;
    }
    const { revision } = records.slot.decode(bytes);
    const found = world.getPrivateData(ENERGY, collections.lines, lineKeys.seed.build({ slot: at, revision }));
    return found === undefined ? undefined : hexBytes(privateRecords.seed.decode(found).seed);
}

function evidenceDigestOf(value: Uint8Array | undefined): string {
    return String(objectIn(value)['evidenceDigest']);
}

/** A record's members, whatever they are; none where there is no record. */
function objectIn(value: Uint8Array | undefined): Readonly<Record<string, unknown>> {
    const record: unknown = value === undefined ? undefined : JSON.parse(Buffer.from(value).toString());
    return isObject(record) ? Object.fromEntries(Object.entries(record)) : {};
}

function isIssue(
    value: unknown,
): value is Readonly<{ period: Readonly<{ from: number }>; certificates: readonly Order[] }> {
    return (
        isObject(value) &&
        isObject(Reflect.get(value, 'period')) &&
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
