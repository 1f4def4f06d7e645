import contractApi from 'fabric-contract-api';
import { parseAccreditation, problem, suspendPlant } from '../../domain/index.js';
import { allow, EVERYBODY } from '../context/access.js';
import { answer } from '../context/contract.js';
import { emptyRequest, idRequest, request, rest, slotNumber } from '../request.js';
import { CertificateContext } from './context.js';
import { CertificateContract } from './contract.js';

const { Transaction } = contractApi;

/** Plants whose energy the certifier certifies. */
export class PlantsContract extends CertificateContract {
    constructor() {
        super('plants');
    }

    /** Accredits a plant. Certifier only. Reads: the plant (must be absent). */
    @Transaction()
    @allow('certifier.client')
    async accredit(context: CertificateContext, json: string): Promise<string> {
        const accreditation = parseAccreditation(rest(json));
        const { plant, from } = accreditation;
        if ((await context.certificates.plant(plant)) !== undefined) {
            throw problem('ALREADY_EXISTS', { kind: 'plant', id: plant });
        }
        await context.certificates.savePlant(accreditation);
        context.announce('plant.accredited', { plant, from });
        return answer({ plant, from });
    }

    /** Suspends a plant from a slot on. Certifier only. Reads: the plant. */
    @Transaction()
    @allow('certifier.client')
    async suspend(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const [plant, from, reason] = [fields.id('plant'), slotNumber(fields, 'from'), fields.text('reason', 500)];
        fields.end();
        await context.certificates.savePlant(suspendPlant(await existing(context, plant), from, reason));
        context.announce('plant.suspended', { plant, from });
        return answer({ plant, from });
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async get(context: CertificateContext, json: string): Promise<string> {
        return answer(await existing(context, idRequest(json, 'plant')));
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async list(context: CertificateContext, json: string): Promise<string> {
        emptyRequest(json);
        return answer({ plants: await context.certificates.plants() });
    }
}

async function existing(context: CertificateContext, plant: string) {
    const found = await context.certificates.plant(plant);
    if (found === undefined) {
        throw problem('NOT_FOUND', { kind: 'plant', id: plant });
    }
    return found;
}
