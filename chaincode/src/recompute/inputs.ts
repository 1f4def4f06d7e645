import { hash } from '../contracts/crypto.js';
import { commitmentOf, Fields, formatSlot, orderContent, parseJson, slot, utf8 } from '../domain/index.js';
import {
    billKeys,
    type Codec,
    collections,
    forwardKeys,
    forwardRecords,
    type KeyKind,
    keys,
    lineKeys,
    poolRecords,
    privateForwardKeys,
    privatePoolKeys,
    privateRecords,
    readingKeys,
    type Versioned,
} from '../ledger/index.js';
import { chargeInputs, issueInputs, reserveInputs } from './evidence.js';
import { withRecordedSalts } from './salts.js';
import type { Inputs } from './substitution.js';
import { type ReadOnlyWorld, type Recorded, Unavailable } from './world.js';

type Find = (recorded: Recorded, world: ReadOnlyWorld) => Readonly<Record<string, string | Uint8Array>>;

/** Any seed: the salts made of it are replaced by those recorded. */
const SOME_SEED = '00'.repeat(32);
const saltedFunctions = new Set(['billing:rollDay', 'billing:closeMonth']);

/** Functions with private input, and how the private data they wrote shows it. */
const inputs: Readonly<Record<string, Find>> = {
    'metering:submitReadings': (recorded) => ({
        batch: sentBatch(written(recorded, collections.readings, readingKeys.reading)),
    }),
    'settlement:settle': (recorded) => ({ seed: documentOf(recorded, lineKeys.seed, privateRecords.seed).seed }),
    'settlement:correct': (recorded) => {
        const { seed, input } = documentOf(recorded, lineKeys.correctionEntries, privateRecords.correction);
        if (input === undefined) {
            throw new Unavailable('the reading or decision of a correction, which its record does not keep');
        }
        return { seed, correction: input };
    },
    'forward:seal': (recorded) => ({ order: written(recorded, undefined, privateForwardKeys.sealed) }),
    'forward:open': openedOrders,
    'pool:keepList': (recorded) => {
        const { recipients, decoys } = documentOf(recorded, privatePoolKeys.kept, poolRecords.kept);
        return { list: JSON.stringify({ recipients, decoys }) };
    },
    'pool:open': (recorded) => {
        const { salt, recipients } = documentOf(recorded, privatePoolKeys.recipients, poolRecords.recipients);
        return { opening: JSON.stringify({ salt, recipients }) };
    },
    'pool:serve': (recorded) => {
        const { salt, recipients } = documentOf(recorded, privatePoolKeys.served, poolRecords.served);
        return { opening: JSON.stringify({ salt, recipients }) };
    },
    'billing:rollDay': () => ({ seed: SOME_SEED }),
    'billing:closeMonth': () => ({ seed: SOME_SEED }),
    'billing:object': objection,
    'billing:decide': (recorded) => {
        const { salt, decision } = documentOf(recorded, billKeys.objectionText, privateRecords.objectionText);
        return { decision: JSON.stringify({ salt, amount: decision?.amount, text: decision?.text }) };
    },
};

/** Functions of the certifier that are given proofs of lines. */
const evidence: Readonly<Record<string, (recorded: Recorded, world: ReadOnlyWorld) => Inputs>> = {
    'certificates:issue': issueInputs,
    'reservations:reserve': reserveInputs,
    'storage:charge': chargeInputs,
};

/** @throws Unavailable where the private data that shows the input was not disclosed */
export function inputsOf(recorded: Recorded, world: ReadOnlyWorld): Inputs {
    const [name = ''] = recorded.args;
    const fromEvidence = recorded.chaincode === 'certificate' ? evidence[name] : undefined;
    if (fromEvidence !== undefined) {
        return fromEvidence(recorded, world);
    }
    const find = recorded.chaincode === 'energy' ? inputs[name] : undefined;
    if (find === undefined) {
        return { transient: new UnknownInputs(name) };
    }
    const found = Object.entries(find(recorded, world));
    const transient = new Map(found.map(([key, value]) => [key, typeof value === 'string' ? utf8(value) : value]));
    return saltedFunctions.has(name)
        ? { transient, finish: (done) => withRecordedSalts(done, recorded) }
        : { transient };
}

/** Of functions that are not expected to ask for any. */
class UnknownInputs extends Map<string, Uint8Array> {
    readonly #function: string;

    constructor(name: string) {
        super();
        this.#function = name;
    }

    override get(name: string): never {
        throw new Unavailable(`the private input "${name}" of ${this.#function}, which is not on the ledger`);
    }
}

/** The value a transaction wrote privately under a kind of key. */
function written<P>(recorded: Recorded, collection: string | undefined, kind: KeyKind<P>): Uint8Array {
    const found = recorded.privateWrites.find(
        (write) => (collection === undefined || write.collection === collection) && kind.parse(write.key) !== undefined,
    );
    if (found?.value === undefined) {
        throw new Unavailable(`private data "${kind.name}", which was not disclosed`);
    }
    return found.value;
}

function documentOf<T extends Versioned, P>(recorded: Recorded, kind: KeyKind<P>, records: Codec<T>): T {
    return records.decode(written(recorded, undefined, kind));
}

/** A stored batch as it was sent: plain JSON as it is, packed ones in base64url. */
function sentBatch(document: Uint8Array): Uint8Array | string {
    return document[0] === 0x7b ? document : Buffer.from(document).toString('base64url');
}

/** Contents with the sequences of the public orders that are committed to them. */
function openedOrders(recorded: Recorded, world: ReadOnlyWorld): Record<string, string> {
    const { slot: of, contents } = documentOf(recorded, privateForwardKeys.opened, forwardRecords.opened);
    const { start, end } = forwardKeys.order.range({ slot: of });
    const sequences = new Map<string, number>();
    for (const { value } of world.getStateRange(recorded.chaincode, start, end)) {
        const { commitment, sequence } = forwardRecords.order.decode(value);
        sequences.set(commitment, sequence);
    }
    const items = contents.map((order) => {
        const content: unknown = JSON.parse(orderContent(order));
        return { sequence: sequences.get(commitmentOf(order, hash)) ?? 0, order: content };
    });
    return { orders: JSON.stringify(items) };
}

/** What an objection said; the office's names a slot that only the gate it read still tells. */
function objection(recorded: Recorded): Record<string, string> {
    const { salt, jws, amount, text } = documentOf(recorded, billKeys.objectionText, privateRecords.objectionText);
    if (jws !== null) {
        return { objection: JSON.stringify({ salt, jws }) };
    }
    const fields = new Fields(parseJson(recorded.args[1] ?? '', 'request'), 'request');
    const named = { month: fields.take('month'), participant: fields.take('participant'), line: fields.take('line') };
    const gate = recorded.keysRead.map((key) => keys.gate.parse(key)).find((parts) => parts !== undefined);
    const from = formatSlot(gate?.slot ?? slot(0));
    const said = { v: 1, channel: recorded.channel, ...named, amount, text, from };
    return { objection: JSON.stringify({ salt, objection: said }) };
}
