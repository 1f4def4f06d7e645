import contractApi from 'fabric-contract-api';
import {
    type Accreditation,
    auditPlant,
    checkUndertaking,
    digestText,
    parseAccreditation,
    problem,
    resumePlant,
    suspendPlant,
    withdrawAccreditation,
} from '../../domain/index.js';
import { allow, EVERYBODY } from '../context/access.js';
import { answer } from '../context/contract.js';
import { verifyEs256 } from '../crypto.js';
import { emptyRequest, idRequest, request, rest, slotNumber } from '../request.js';
import { CertificateContext } from './context.js';
import { CertificateContract } from './contract.js';
import { participantOf, pointAt } from './energyledger.js';

const { Transaction } = contractApi;

/** Plants whose energy the certifier certifies. */
export class PlantsContract extends CertificateContract {
    constructor() {
        super('plants');
    }

    /**
     * Accredits a plant under its filing number and an undertaking that its owner signed. Certifier only. Reads: the plant (must be
     * absent); in `energy` the owner with her keys and the metering point.
     */
    @Transaction()
    @allow('certifier.client')
    async accredit(context: CertificateContext, json: string): Promise<string> {
        const accreditation = parseAccreditation(rest(json));
        const { plant, from, point, undertaking } = accreditation;
        checkUndertaking(accreditation, {
            channel: context.channel,
            participant: await participantOf(context.stub, undertaking.by),
            point: await pointAt(context.stub, point, from),
            verify: verifyEs256,
        });
        if ((await context.plants.find(plant)) !== undefined) {
            throw problem('ALREADY_EXISTS', { kind: 'plant', id: plant });
        }
        return await saved(context, 'plant.accredited', accreditation, from);
    }

    /** Suspends a plant from a slot on. Certifier only. Reads: the plant. */
    @Transaction()
    @allow('certifier.client')
    async suspend(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const [plant, from, reason] = [fields.id('plant'), slotNumber(fields, 'from'), fields.text('reason', 500)];
        fields.end();
        const changed = suspendPlant(await context.plants.existing(plant), from, reason);
        return await saved(context, 'plant.suspended', changed, from);
    }

    /** Ends the suspensions of a plant at a slot. Certifier only. Reads: the plant. */
    @Transaction()
    @allow('certifier.client')
    async resume(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const [plant, from] = [fields.id('plant'), slotNumber(fields, 'from')];
        fields.end();
        return await saved(context, 'plant.resumed', resumePlant(await context.plants.existing(plant), from), from);
    }

    /**
     * Withdraws an accreditation afterwards for slots `from` to before `until`: certificates that hold energy of it are revoked by
     * `certificates:cascade`, day by day. Certifier only. Reads: the plant.
     */
    @Transaction()
    @allow('certifier.client')
    async withdraw(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const plant = fields.id('plant');
        const [from, until] = [slotNumber(fields, 'from'), slotNumber(fields, 'until')];
        const reason = fields.text('reason', 500);
        fields.end();
        const changed = withdrawAccreditation(await context.plants.existing(plant), from, until, reason);
        return await saved(context, 'plant.withdrawn', changed, from);
    }

    /** Records an audit of a plant, and until when it is accredited. Certifier only. Reads: the plant. */
    @Transaction()
    @allow('certifier.client')
    async audit(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const plant = fields.id('plant');
        const audit = {
            at: slotNumber(fields, 'at'),
            passed: fields.boolean('passed'),
            digest: digestText(fields, 'digest'),
        };
        const until = fields.optional('until', () => slotNumber(fields, 'until'));
        fields.end();
        const changed = auditPlant(await context.plants.existing(plant), audit, until);
        return await saved(context, 'plant.audited', changed, audit.at);
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async get(context: CertificateContext, json: string): Promise<string> {
        return answer(await context.plants.existing(idRequest(json, 'plant')));
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async list(context: CertificateContext, json: string): Promise<string> {
        emptyRequest(json);
        return answer({ plants: await context.plants.all() });
    }
}

async function saved(context: CertificateContext, event: string, record: Accreditation, from: number): Promise<string> {
    const { plant } = record;
    await context.plants.save(record);
    context.announce(event, { plant, from });
    return answer({ plant, from });
}
