import contractApi from 'fabric-contract-api';
import {
    charge,
    claimedBy,
    discharge,
    Fields,
    isInForce,
    ledgerDay,
    parseLineProof,
    problem,
    type StorageDevice,
    standingOf,
    wh,
} from '../../domain/index.js';
import { allow, EVERYBODY } from '../context/access.js';
import { answer } from '../context/contract.js';
import { hash } from '../crypto.js';
import { idRequest, request, slotNumber } from '../request.js';
import { CertificateContext } from './context.js';
import { CertificateContract } from './contract.js';
import { settledSlots } from './energyledger.js';
import { evidenceOf } from './evidence.js';

const { Transaction } = contractApi;

/** Charge and discharge records of storage: where its energy came from. Discharge is never certified. */
export class StorageContract extends CertificateContract {
    constructor() {
        super('storage');
    }

    /** Registers a storage device: `{device, point, efficiencyPermille, windowSlots}`. Certifier only. Reads: the device (must be absent). */
    @Transaction()
    @allow('certifier.client')
    async register(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const device: StorageDevice = {
            v: 1,
            device: fields.id('device'),
            point: fields.id('point'),
            efficiencyPermille: fields.integer('efficiencyPermille', 1, 1000),
            windowSlots: fields.integer('windowSlots', 1, 96 * 366),
            lots: [],
            lastCharge: null,
            lastDischarge: null,
        };
        fields.end();
        if ((await context.plants.storage(device.device)) !== undefined) {
            throw problem('ALREADY_EXISTS', { kind: 'storage', id: device.device });
        }
        await context.plants.saveStorage(device);
        return answer(device);
    }

    /**
     * Records a charge of clean energy, proved by the line given as transient `evidence`, which the named certificate must have claimed.
     * Certifier only. Reads: device, claims and certificate; in `energy` the slot's record and corrections.
     */
    @Transaction()
    @allow('certifier.client')
    async charge(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const device = await existing(context, fields.id('device'));
        const asked = { certificate: fields.id('certificate'), wh: wh(fields.integer('wh')) };
        fields.end();
        const evidence = new Fields(evidenceOf(context), 'evidence');
        const proof = parseLineProof(evidence.take('line'), 'evidence.line');
        evidence.end();
        const { slot, point } = proof.line;
        const settled = await settledSlots(context.stub, { from: slot, to: slot }, []);
        const certificate = await context.certificates.existing(asked.certificate);
        const claims = await context.certificates.claims({ point, day: ledgerDay(slot) });
        if (!isInForce(certificate) || claimedBy(claims, slot)?.number !== certificate.number) {
            throw problem('CERTIFICATE_STATUS', { number: certificate.number, status: certificate.status });
        }
        const { device: changed, record } = charge(device, standingOf(proof, settled, hash), asked);
        await context.plants.saveStorage(changed);
        await context.plants.saveStorageRecord(record);
        return answer(record);
    }

    /** Records a discharge: `{device, slot, wh}`. Certifier only. Reads: the device. */
    @Transaction()
    @allow('certifier.client')
    async discharge(context: CertificateContext, json: string): Promise<string> {
        const fields = request(json);
        const device = await existing(context, fields.id('device'));
        const [slot, amount] = [slotNumber(fields, 'slot'), wh(fields.integer('wh'))];
        fields.end();
        const { device: changed, record } = discharge(device, slot, amount);
        await context.plants.saveStorage(changed);
        await context.plants.saveStorageRecord(record);
        return answer(record);
    }

    @Transaction(false)
    @allow(...EVERYBODY)
    async get(context: CertificateContext, json: string): Promise<string> {
        const device = await existing(context, idRequest(json, 'device'));
        return answer({ device, records: await context.plants.storageRecords(device.device) });
    }
}

async function existing(context: CertificateContext, device: string): Promise<StorageDevice> {
    const found = await context.plants.storage(device);
    if (found === undefined) {
        throw problem('NOT_FOUND', { kind: 'storage', id: device });
    }
    return found;
}
