import {
    canonical,
    formatSlot,
    type LineProof,
    problem,
    type Slot,
    type StorageDevice as StorageDeviceRecord,
    type StorageRecord as StorageEntry,
    sumWh,
} from '@linguang/chaincode/domain';
import { Router } from 'express';
import { z } from 'zod';
import { readCertificateNumber } from '../certificates/number.js';
import { proofsOf } from '../energy/lines.js';
import type { Gateway } from '../gateway.js';
import { allow } from '../http/access.js';
import { ChargeRequest, DischargeRequest, type StorageDevice, StorageRecord, StorageRequest } from '../http/api.js';
import { parameter, parse, toSlot } from '../http/input.js';
import { cutPage } from '../http/paging.js';
import { reply } from '../http/reply.js';
import type { Command } from '../ledger/command.js';
import { type Action, defineAction } from '../operations/action.js';
import { type ReadModel, type Row, recordOf } from '../readmodel/readmodel.js';

const registered = z.looseObject({ device: z.string() });
const register = defineAction('storage.register', registered, ({ device }) => ({ device }));
const charge = defineAction('storage.charge', StorageRecord, (record) => ({ record }));
const discharge = defineAction('storage.discharge', StorageRecord, (record) => ({ record }));

export const storageActions: readonly Action[] = [register, charge, discharge];

/** Storage: where what it gives back came from. Discharge is never certified. */
export function storageRoutes({ readModel, writes, tokens }: Gateway): Router {
    const router = Router();
    const certifier = allow(tokens, 'certifier.officer');
    router.get('/storage', certifier, (request, response) => {
        const listing = {
            select: 'SELECT * FROM storages',
            order: ['device'],
            direction: 'ASC',
            read: (row: Row) => deviceOf(recordOf<StorageDeviceRecord>(row)),
        } as const;
        reply(response, cutPage(readModel, listing, request));
    });
    router.post(
        '/storage',
        certifier,
        writes.route(register, ({ body }) => ({
            chaincode: 'certificate',
            transaction: 'storage:register',
            argument: parse(StorageRequest, body),
        })),
    );
    router.get('/storage/:id/records', certifier, (request, response) => {
        const { device } = existingDevice(readModel, parameter(request, 'id'));
        reply(response, cutPage(readModel, recordsOf(device), request));
    });
    router.post(
        '/storage/:id/charges',
        certifier,
        writes.route(charge, (request) =>
            chargeCommand(readModel, parameter(request, 'id'), parse(ChargeRequest, request.body)),
        ),
    );
    router.post(
        '/storage/:id/discharges',
        certifier,
        writes.route(discharge, (request) =>
            dischargeCommand(parameter(request, 'id'), parse(DischargeRequest, request.body)),
        ),
    );
    return router;
}

/** Charge and discharge records of a device, or of all, oldest first. */
export function recordsOf(device?: string, kind?: 'charge' | 'discharge') {
    const conditions = [...(device === undefined ? [] : ['device = ?']), ...(kind === undefined ? [] : ['kind = ?'])];
    return {
        select: `SELECT * FROM storage_records ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}`,
        values: [device, kind].filter((value) => value !== undefined),
        order: ['slot', 'device', 'kind'],
        direction: 'ASC',
        read: (row: Row) => StorageRecord.parse(recordOf<StorageEntry>(row)),
    } as const;
}

/** The charge of a device with the proof of its point's line in the slot. @throws NOT_FOUND */
export function chargeCommand(
    readModel: ReadModel,
    device: string,
    { slot: name, certificate, wh }: z.infer<typeof ChargeRequest>,
): Command {
    const { point } = existingDevice(readModel, device);
    const line = proofOfPoint(readModel, point, toSlot(name));
    return {
        chaincode: 'certificate',
        transaction: 'storage:charge',
        argument: { device, certificate: readCertificateNumber(certificate) ?? certificate, wh },
        transient: { evidence: canonical({ line }) },
    };
}

/** A discharge of a device. */
export function dischargeCommand(device: string, { slot, wh }: z.infer<typeof DischargeRequest>): Command {
    return {
        chaincode: 'certificate',
        transaction: 'storage:discharge',
        argument: { device, slot: toSlot(slot), wh },
    };
}

function proofOfPoint(readModel: ReadModel, point: string, slot: Slot): LineProof {
    const rows = readModel.all('SELECT DISTINCT participant FROM lines WHERE slot = ? AND point = ?', slot, point);
    const proof = rows
        .flatMap(({ participant }) => proofsOf(readModel, String(participant), slot))
        .find(({ line }) => line.point === point && !line.handover);
    if (proof === undefined) {
        throw problem('NOT_FOUND', { kind: 'line', id: `${point} ${formatSlot(slot)}` });
    }
    return proof;
}

function existingDevice(readModel: ReadModel, device: string): StorageDeviceRecord {
    const row = readModel.one('SELECT record FROM storages WHERE device = ?', device);
    if (row === undefined) {
        throw problem('NOT_FOUND', { kind: 'storage', id: device.slice(0, 64) });
    }
    return recordOf<StorageDeviceRecord>(row);
}

function deviceOf({ v: _, lots, ...device }: StorageDeviceRecord): StorageDevice {
    return { ...device, leftWh: sumWh(lots.map(({ leftWh }) => leftWh)) };
}
