import {
    type CertificateFacts,
    type CertifiedLine,
    type CorrectionEntry,
    correctedLine,
    type Line,
    type LineTrade,
    ledgerDay,
    monthRange,
    type Rules,
    SLOTS_PER_DAY,
    type Slot,
    type SlotRange,
    type SlotRecord,
} from '@linguang/chaincode/domain';
import type { RulesRecord } from '@linguang/chaincode/ledger';
import { type ReadModel, type Row, recordOf } from '../../readmodel/readmodel.js';
import { documentSecret } from './documents.js';
import type { DocumentSource, DocumentStatus, LedgerFacts } from './source.js';

type Basis = CertificateFacts['basis'];
type IssuedRecord = Basis & { readonly v: number; readonly digest: string; readonly status: DocumentStatus };
type Accreditation = CertificateFacts['accreditations'][number];

type Register = Readonly<{
    height: number;
    lists: number;
    standing: readonly { readonly entry: Basis['statusEntry']; readonly status: DocumentStatus }[];
}>;

/** What of a certificate the contract was told or will be told, with the scheme and the accreditations it stands on. */
export type IssueFacts = Readonly<{
    basis: Basis;
    participant: string;
    scheme: CertificateFacts['scheme'];
    accreditations: readonly Accreditation[];
    /** The lines that it certifies; where they are left out, those whose clean energy is all of plants it names. */
    lines?: readonly { readonly line: Pick<Line, 'slot' | 'point'> }[];
}>;

/** Which lines are certified, and up to which place of the ledger corrections count. */
type Selection = Readonly<{ certified: (line: Line) => boolean; before: Place | null }>;
type Place = Readonly<{ block: number; index: number }>;

export type LedgerSourceOptions = Readonly<{
    readModel: ReadModel;
    channel: string;
    simulation: boolean;
    /** A version of the scheme as it stands on the ledger. */
    scheme(reference: Basis['scheme']): CertificateFacts['scheme'];
    accreditations(): readonly Accreditation[];
}>;

/** Documents' facts from the read model of a member that holds the private lines. */
export class LedgerSource implements DocumentSource {
    readonly #options: LedgerSourceOptions;
    #known: Register | undefined;

    constructor(options: LedgerSourceOptions) {
        this.#options = options;
    }

    certificate(number: string): { readonly facts: LedgerFacts; readonly digest: string } | undefined {
        const issued = this.#issued(number);
        if (issued === undefined) {
            return undefined;
        }
        const { record, participant, place } = issued;
        const accreditations = this.#options.accreditations();
        const scheme = this.#options.scheme(record.scheme);
        const selection = { certified: this.#allocated(number), before: place };
        const facts = this.#facts({ basis: record, participant, scheme, accreditations }, selection);
        return facts && { facts, digest: record.digest };
    }

    /** The facts of a certificate to be issued; undefined where this member does not hold the period's private data. */
    facts({ lines, ...issue }: IssueFacts): LedgerFacts | undefined {
        const plants = new Set(issue.basis.plants.map(({ plant }) => plant));
        const chosen = lines && new Set(lines.map(({ line }) => `${line.slot}|${line.point}`));
        const certified = (line: Line) =>
            chosen?.has(`${line.slot}|${line.point}`) ?? isWholly(line, ({ plant }) => plants.has(plant));
        return this.#facts(issue, { certified, before: null });
    }

    #facts(
        { basis, participant, scheme, accreditations }: Omit<IssueFacts, 'lines'>,
        selection: Selection,
    ): LedgerFacts | undefined {
        const { readModel, channel, simulation } = this.#options;
        const seed = readModel.one('SELECT seed FROM seeds WHERE slot = ?', basis.period.from)?.['seed'];
        const rules = this.#rulesAt(basis.period.from);
        if (typeof seed !== 'string' || rules === undefined) {
            return undefined;
        }
        const { number, beneficiary, period, plants, instrument, evidenceDigest, criteriaDigest } = basis;
        const { statusEntry, approval, issuedAt, supersedes } = basis;
        const named = new Set(plants.map(({ accreditation }) => accreditation));
        return {
            countryCode: 'CN',
            channel,
            simulation,
            basis: {
                ...{ number, scheme: basis.scheme, beneficiary, period, plants, instrument, evidenceDigest },
                ...{ criteriaDigest, statusEntry, approval, issuedAt, supersedes },
            },
            scheme,
            accreditations: accreditations.filter(({ id }) => named.has(id)),
            lines: this.#lines(participant, period, selection),
            slots: readModel
                .all('SELECT record FROM slots WHERE slot >= ? AND slot < ?', period.from, period.to)
                .map((row) => recordOf<SlotRecord>(row)),
            rules,
            key: documentSecret(seed, number),
        };
    }

    statuses(): ReturnType<DocumentSource['statuses']> {
        return this.#register().standing;
    }

    lists(): number {
        return this.#register().lists;
    }

    month(number: string, month: string): ReturnType<DocumentSource['month']> {
        const { readModel } = this.#options;
        const issued = this.#issued(number);
        const rules = issued && this.#rulesAt(issued.record.period.from);
        if (issued === undefined || rules === undefined) {
            return undefined;
        }
        const period = monthRange(month, rules.utcOffsetMinutes);
        const final = readModel.one(
            'SELECT count(*) AS n FROM slots WHERE slot >= ? AND slot < ? AND final = 1',
            period.from,
            period.to,
        );
        const chosen = this.#validIn(issued.participant, period).map(({ record }) => this.#allocated(record.number));
        const certified = (line: Line) => chosen.some((isChosen) => isChosen(line));
        const lines = this.#lines(issued.participant, period, { certified, before: null });
        return { period, lines, final: Number(final?.['n']) === period.to - period.from };
    }

    /** Read again only when there is a new block: the lists are public and asked for often. */
    #register(): Register {
        const { readModel } = this.#options;
        if (this.#known?.height !== readModel.height) {
            const records = readModel
                .all('SELECT record FROM certificates')
                .map((row) => recordOf<IssuedRecord>(row))
                .filter(({ v }) => v === 2);
            this.#known = {
                height: readModel.height,
                lists: records.reduce((most, { statusEntry }) => Math.max(most, statusEntry.list), 0),
                standing: records
                    .filter(({ status }) => status !== 'valid')
                    .map(({ statusEntry, status }) => ({ entry: statusEntry, status })),
            };
        }
        return this.#known;
    }

    #issued(number: string): Issued | undefined {
        const row = this.#options.readModel.one('SELECT * FROM certificates WHERE number = ?', number);
        return row && issuedOf(row);
    }

    /** Whether a certificate took a line: it did where its allocations name all plants of the line's clean energy in that slot. */
    #allocated(number: string): (line: Line) => boolean {
        const rows = this.#options.readModel.all('SELECT plant, day, map FROM allocations WHERE number = ?', number);
        const maps = new Map(rows.map(({ plant, day, map }) => [`${plant}|${day}`, String(map)]));
        return (line) =>
            isWholly(line, ({ plant }) => hasSlot(maps.get(`${plant}|${ledgerDay(line.slot)}`) ?? '', line.slot));
    }

    #validIn(participant: string, { from, to }: SlotRange) {
        return this.#options.readModel
            .all('SELECT * FROM certificates WHERE participant = ? AND first < ?', participant, to)
            .flatMap((row) => issuedOf(row) ?? [])
            .filter(({ record }) => record.status === 'valid' && record.period.to > from);
    }

    /** As they stand after corrections: all of them, or those that were on the ledger before a place. */
    #lines(participant: string, { from, to }: SlotRange, { certified, before }: Selection): CertifiedLine[] {
        const { readModel } = this.#options;
        const corrections = new Map<string, CorrectionEntry[]>();
        for (const row of readModel.all(
            `SELECT DISTINCT d.slot, d.number, d.record, c.block, c.idx FROM correction_details d
             JOIN correction_entries e USING (slot, number) JOIN corrections c USING (slot, number)
             WHERE e.participant = ? AND d.slot >= ? AND d.slot < ? ORDER BY d.slot, d.number`,
            participant,
            from,
            to,
        )) {
            if (before !== null && !isBefore({ block: Number(row['block']), index: Number(row['idx']) }, before)) {
                continue;
            }
            for (const entry of recordOf<{ readonly entries: readonly CorrectionEntry[] }>(row).entries) {
                const name = `${row['slot']}|${entry.point}`;
                corrections.set(name, [...(corrections.get(name) ?? []), entry]);
            }
        }
        return readModel
            .all(
                'SELECT record FROM lines WHERE participant = ? AND slot >= ? AND slot < ? ORDER BY slot, position',
                participant,
                from,
                to,
            )
            .map((row) => recordOf<Line>(row))
            .map((line) =>
                line.handover ? line : correctedLine(line, corrections.get(`${line.slot}|${line.point}`) ?? []),
            )
            .map((line) => ({ line, certified: certified(line) }));
    }

    /** The rules in force when the period began. */
    #rulesAt(at: number): LedgerFacts['rules'] | undefined {
        const found = this.#options.readModel
            .all('SELECT record FROM rules ORDER BY version DESC')
            .map((row) => recordOf<RulesRecord>(row))
            .filter(({ acceptedBy }) => acceptedBy !== null)
            .find(({ from }) => from <= at);
        const rules: Rules | undefined = found?.rules;
        return (
            found && rules && { version: found.version, utcOffsetMinutes: rules.utcOffsetMinutes, carbon: rules.carbon }
        );
    }
}

type Issued = Readonly<{ record: IssuedRecord; participant: string; place: Place }>;

function issuedOf(row: Row): Issued | undefined {
    const record = recordOf<IssuedRecord>(row);
    const { participant, block, idx } = row;
    return record.v === 2 && typeof participant === 'string'
        ? { record, participant, place: { block: Number(block), index: Number(idx) } }
        : undefined;
}

function isBefore(a: Place, b: Place): boolean {
    return a.block < b.block || (a.block === b.block && a.index < b.index);
}

/** Whether there is clean energy in a line, and all of it is so: a certificate takes a line wholly or not at all. */
function isWholly({ ownReceived, bought }: Line, holds: (trade: LineTrade) => boolean): boolean {
    const clean = [...ownReceived, ...bought].filter(({ certifiable }) => certifiable > 0);
    return clean.length > 0 && clean.every(holds);
}

/** Whether a map of a ledger day, 96 bits as 24 hex digits, the first slot the highest, holds a slot. */
function hasSlot(map: string, slot: Slot): boolean {
    const quarter = slot % SLOTS_PER_DAY;
    return (Number.parseInt(map.charAt(quarter >> 2) || '0', 16) & (8 >> (quarter & 3))) !== 0;
}
