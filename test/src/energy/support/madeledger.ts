import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { connect } from '@hyperledger/fabric-gateway';
import { codeOf } from '@linguang/chaincode/domain';
import { execute, type ReadOnlyWorld, Refusal, type Write } from '@linguang/chaincode/recompute';
import { chaincodes } from '@linguang/chaincode/testing';
import { inPeersBatches, type Simulator } from '@linguang/network/replay';
import { type Endorsed, LedgerMaker, writeExport } from '@linguang/network/replay/testing';
import { type Call, CHANNEL, Client, type Committed, Refused, statusName } from './client.js';
import { energyTopology } from './topology.js';

const ORGANISATIONS: Readonly<Record<string, string>> = {
    GridMSP: 'grid',
    CommunityMSP: 'community',
    CertifierMSP: 'certifier',
};

/** Contracts of the certificate chaincode. */
const CERTIFYING: ReadonlySet<string> = new Set(chaincodes.certificate.map((Contract) => new Contract().getName()));

/** What organisations that lie together write instead; undefined: nothing at all. */
export type Lie = (write: Write) => Write | undefined;

/** A ledger of the consortium that is written without a network: contracts run in this process, keys and signatures are real. */
export class MadeLedger {
    /** The clients' clock, epoch seconds. */
    now = 0;
    /** What the organisations write instead of what they should. */
    lie: Lie = (write) => write;
    readonly #clients = new Map<string, MadeClient>();

    private constructor(readonly maker: LedgerMaker) {}

    static async open(): Promise<MadeLedger> {
        const folder = await mkdtemp(join(tmpdir(), 'linguang-made-'));
        return new MadeLedger(await LedgerMaker.open(energyTopology, folder));
    }

    async client(organisation: string): Promise<Client> {
        const known = this.#clients.get(organisation) ?? new MadeClient(this, organisation);
        this.#clients.set(organisation, known);
        return known;
    }

    /** Endorses a call; `commit` of the maker puts it into a block. @throws Refused */
    async endorse(
        organisation: string,
        name: string,
        request: object,
        { transient = {}, endorsers }: Call = {},
    ): Promise<Endorsed> {
        const chaincode = CERTIFYING.has(name.slice(0, name.indexOf(':'))) ? 'certificate' : 'energy';
        const usual = chaincode === 'certificate' ? ['CertifierMSP', 'GridMSP'] : ['GridMSP', 'CommunityMSP'];
        const creator = this.maker.client(organisation);
        const args = [name, JSON.stringify(request)];
        const inputs = Object.entries(transient).map(([key, value]) => [key, Buffer.from(value)] as const);
        const signers = (endorsers ?? usual).map((mspId) => ORGANISATIONS[mspId] ?? mspId);
        const call = { chaincode, args, creator, seconds: this.now, endorsers: signers };
        try {
            return await this.maker.endorse(call, async (simulator, transaction) => {
                const certificate = Buffer.from(creator.identity.pem);
                const called = {
                    chaincode,
                    channel: CHANNEL,
                    transaction,
                    args,
                    creator: { mspId: creator.mspId, certificate },
                    seconds: this.now,
                    nanos: 0,
                };
                const done = await execute(called, worldOf(simulator), new Map(inputs));
                for (const write of done.writes.map(this.lie)) {
                    put(simulator, write);
                }
                return done;
            });
        } catch (error) {
            throw error instanceof Refusal
                ? new Refused(codeOf(error.message) ?? error.message, 'endorsement', error.message)
                : error;
        }
    }

    /** Writes an export as an organisation would. */
    async export(organisation: string, file: string, withPrivate = true): Promise<void> {
        const header = { channel: CHANNEL, organisation: this.maker.mspId(organisation), private: withPrivate };
        await writeExport(file, header, this.maker.exported(withPrivate ? organisation : ''));
    }

    async close(): Promise<void> {
        await this.maker.close();
    }
}

/** Calls contracts of a made ledger as a client of a network would. */
class MadeClient extends Client {
    readonly #made: MadeLedger;
    readonly #organisation: string;

    constructor(made: MadeLedger, organisation: string) {
        // A connection that is never made.
        const client = new grpc.Client('127.0.0.1:1', grpc.credentials.createInsecure());
        const identity = { mspId: made.maker.mspId(organisation), credentials: new Uint8Array() };
        super(connect({ client, identity }));
        this.#made = made;
        this.#organisation = organisation;
    }

    override async submit<T = Record<string, unknown>>(
        name: string,
        request: object,
        call: Call = {},
    ): Promise<Committed<T>> {
        const endorsed = await this.#made.endorse(this.#organisation, name, request, call);
        const [code = -1] = this.#made.maker.commit([endorsed]);
        if (code !== 0) {
            throw new Refused(statusName(code), 'validation', `${name} is invalid`);
        }
        const block = BigInt(this.#made.maker.ledger.height - 1);
        return {
            result: JSON.parse(Buffer.from(endorsed.answer.payload).toString()),
            block,
            transaction: endorsed.txId,
        };
    }

    override async evaluate<T = Record<string, unknown>>(name: string, request: object): Promise<T> {
        const endorsers = [this.#made.maker.mspId(this.#organisation)];
        const endorsed = await this.#made.endorse(this.#organisation, name, request, { endorsers });
        return JSON.parse(Buffer.from(endorsed.answer.payload).toString());
    }
}

function worldOf(simulator: Simulator): ReadOnlyWorld {
    return {
        getState: (chaincode, key) => simulator.getState(chaincode, key),
        getStateRange: (chaincode, start, end) => inPeersBatches(simulator.getStateRange(chaincode, start, end)),
        getPrivateData: (chaincode, collection, key) => simulator.getPrivateData(chaincode, collection, key),
        getPrivateDataHash: (chaincode, collection, key) => simulator.getPrivateDataHash(chaincode, collection, key),
    };
}

function put(simulator: Simulator, write: Write | undefined): void {
    if (write === undefined) {
        return;
    }
    const { chaincode, collection, key, value = new Uint8Array() } = write;
    if (collection === undefined) {
        simulator.setState(chaincode, key, value);
    } else {
        simulator.setPrivateData(chaincode, collection, key, value);
    }
}
