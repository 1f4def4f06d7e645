import {
    composeOcmf,
    composeOcmfPayload,
    jcs,
    type MeterProofs,
    type MeterReading,
    p1363ToDer,
    type UnsignedCertificate,
    utf8,
} from '@linguang/chaincode/domain';
import { client, NETWORK, peers } from './bundles.js';
import { envelope, type Member, text } from './fabric.js';
import { testKey } from './keys.js';
import { altered, beside, type Loose, signer, source, vector } from './material.js';
import type { Made } from './vector.js';

/** A certificate of two quarter-hours, with what its holder knows. */
const short: Readonly<{ core: UnsignedCertificate }> &
    Pick<MeterProofs, 'key' | 'participant' | 'nonce' | 'records' | 'lines'> = source('short.json');
const { core, ...known } = short;
const ledgerLines = known.lines.map(({ proof }) => proof.line);
const points = [...new Set(ledgerLines.map(({ point }) => point))].sort();
const meterOf = (point: string) => testKey(`meter ${point}`);

const proofs: MeterProofs = {
    type: 'LinguangMeterProofs',
    v: 1,
    number: core.credentialSubject.certificateNumber,
    ...known,
    corrections: [],
    readings: ledgerLines.map((line) => reading(line, meterOf(line.point))),
    points: points.map((point) => registered(point, peers)),
};

/** The holder's proofs, down to the meters. */
export function meterVectors(): readonly Made[] {
    const document = JSON.stringify(signer.credential(core));
    const made = (id: string, shows: string, shown: object, changes: Partial<Made> & { outcome: string }) =>
        vector(`meter-${id}`, shows, document, {
            network: [NETWORK],
            proofs: beside.put(`beside/proofs-${shown === proofs ? 'true' : id}.json`, jcs(shown)),
            ...changes,
        });
    const bad = (id: string, shows: string, shown: object, ...fails: Made['fails']) =>
        made(id, shows, shown, { outcome: 'tampered', fails });
    const changed = (change: (copy: Loose) => void) => altered(proofs, change);
    const empty = { ...proofs, records: [], lines: [], readings: [], points: [] };
    const [line] = ledgerLines;
    if (line === undefined) {
        throw new Error('the certificate has lines');
    }
    const first = (one: object) => [one, ...proofs.readings.slice(1)];
    return [
        made('true', 'From the certificate down to what the meters signed.', proofs, { outcome: 'valid' }),
        made('no-anchors', 'Without anchors nobody says whose keys the meters have.', proofs, {
            outcome: 'valid',
            network: [],
            unknown: [['meter.keys', 'METER_NO_NETWORK']],
        }),
        bad('other', 'Proofs of another certificate.', { ...empty, number: 'LG-OTHER' }, [
            'meter.form',
            'METER_OTHER_CERTIFICATE',
        ]),
        bad('extra-member', 'A member that no proofs have.', { ...empty, note: '' }, [
            'meter.form',
            'METER_PROOFS_INVALID',
        ]),
        bad(
            'nonce',
            'Another beneficiary.',
            { ...proofs, nonce: 'another' },
            ['meter.holder', 'METER_HOLDER'],
            ['meter.lines', 'METER_EVIDENCE'],
        ),
        bad(
            'record',
            'Another digest of the inputs in a slot’s record.',
            changed(({ records }) => {
                records[0].inputsDigest = '0'.repeat(64);
            }),
            ['meter.roots', 'METER_ROOTS'],
        ),
        bad(
            'line',
            'A line in which more was imported.',
            changed(({ lines }) => {
                lines[0].proof.line.imported += 1;
            }),
            ['meter.lines', 'METER_LINE'],
            ['meter.figures', 'METER_FIGURES'],
            ['meter.readings', 'METER_REGISTERS'],
        ),
        bad(
            'line-missing',
            'A line was left out, with its reading.',
            { ...proofs, lines: proofs.lines.slice(1), readings: proofs.readings.slice(1) },
            ['meter.lines', 'METER_EVIDENCE'],
            ['meter.figures', 'METER_FIGURES'],
        ),
        bad(
            'reading-forged',
            'A reading that another meter’s key signed.',
            { ...proofs, readings: first(reading(line, testKey('another meter'))) },
            ['meter.readings', 'METER_READING'],
        ),
        bad(
            'reading-other',
            'A signed reading with other registers.',
            { ...proofs, readings: first(reading(line, meterOf(line.point), 1)) },
            ['meter.readings', 'METER_REGISTERS'],
        ),
        bad('reading-missing', 'A reading is missing.', { ...proofs, readings: proofs.readings.slice(1) }, [
            'meter.readings',
            'METER_READING_MISSING',
        ]),
        bad(
            'key-of-one',
            'Only one organisation says whose key a meter has.',
            { ...proofs, points: points.map((point) => registered(point, peers.slice(0, 1))) },
            ['meter.keys', 'LEDGER_ORGANISATIONS'],
        ),
    ];
}

/** A signed reading of a line's slot. @param more - Wh that the end register is higher by */
function reading({ slot, point, start, end }: (typeof ledgerLines)[number], key: ReturnType<typeof testKey>, more = 0) {
    if (start === null || end === null) {
        throw new Error('every line rests on a signed reading');
    }
    const told = {
        serial: end.meter,
        page: 1,
        slot,
        import: { start: start.import, end: end.import + more },
        export: { start: start.export, end: end.export },
        generation: null,
        quality: 'measured',
    } as MeterReading;
    const payload = composeOcmfPayload(told, 'Linguang test meter');
    return { slot, point, ocmf: composeOcmf(payload, p1363ToDer(key.sign(utf8(payload)))) };
}

/** What peers answered of a metering point's registration. */
function registered(point: string, by: readonly Member[]): string {
    const line = ledgerLines.find((one) => one.point === point);
    const from = (line?.slot ?? 0) - 1000;
    const meter = { from, jwk: meterOf(point).jwk, serial: `M-${point}`, to: null };
    const registration = {
        active: true,
        direction: 'both',
        limits: { exportW: 40_000, importW: 40_000 },
        meter,
        participant: known.participant,
        plant: null,
        point,
        zone: line?.zone ?? '',
    };
    const answer = JSON.stringify({ point, versions: [{ from, point: registration }] });
    const invocation = { chaincode: 'energy', args: ['registry:getPoint', JSON.stringify({ point })], answer };
    return text(envelope(invocation, client, by));
}
