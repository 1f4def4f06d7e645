/**
 * The contract of `/v1`: every request and response as a zod schema with its TypeScript type.
 *
 * Depends on zod alone, so pages may import from it. Units: energy integer Wh; prices integer 10⁻⁴ CNY/kWh; money integer
 * 10⁻⁷ CNY as a number, or as a decimal string above 2⁵³; a slot is epoch seconds / 900, its `start` is ISO 8601 UTC to the
 * minute. In paths and queries a slot may be given either way. Every answer from the read model carries `asOf.block`, the
 * last block it reflects (also the header `Linguang-Block`).
 */
import { z } from 'zod';

// ---------------------------------------------------------------------------------------------------------- vocabulary

/** Roles a bearer token may carry (claim `role`); `resident` comes with the claim `participant`. */
export const roles = ['resident', 'community.office', 'grid.operator', 'certifier.officer'] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

export const Identifier = z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dot, dash, underscore');
export const SlotNumber = z.int().min(0).max(99_999_999);
/** `2026-03-01T10:15Z`, on a quarter-hour. */
export const SlotStart = z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:(00|15|30|45)Z$/, 'a quarter-hour such as 2026-03-01T10:15Z');
/** A slot as number or start. */
export const SlotName = z.union([SlotNumber, SlotStart]);
export const WattHours = z.int();
/** 10⁻⁴ CNY/kWh. */
export const PriceUnits = z.int();
/** 10⁻⁷ CNY. */
export const MoneyUnits = z.union([z.int(), z.string().regex(/^-?\d+$/)]);
export const LocalDay = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day such as 2026-03-01');
export const Digest = z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256 in hex');
export const CompactJws = z
    .string()
    .max(8192)
    .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/, 'a compact JWS');
/** The public half of a P-256 key (RFC 7517). */
export const PublicJwk = z.strictObject({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string().regex(/^[\w-]{43}$/),
    y: z.string().regex(/^[\w-]{43}$/),
});
export type PublicJwk = z.infer<typeof PublicJwk>;

/** The ledger position an answer reflects. */
export const AsOf = z.object({ block: z.int() });
export type AsOf = z.infer<typeof AsOf>;

/** RFC 9457; `title` in the caller's language, `code` stable. `errors[].pointer` is a JSON pointer into the request. */
export const Problem = z.object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    transactionId: z.string().optional(),
    retryable: z.boolean().optional(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** What every committed ledger write answers (201); with `Prefer: respond-async` see {@link Operation} (202). */
export const Committed = z.object({ operation: z.string(), transactionId: z.string(), block: z.int() });
export type Committed = z.infer<typeof Committed>;

/** A page of a list: `next` goes into `?after=`; null on the last page. `?limit` is 1..500, default 50. */
export const PageQuery = z.object({
    limit: z.coerce.number().int().min(1).max(500).default(50),
    after: z.string().max(200).optional(),
});
export type PageQuery = z.infer<typeof PageQuery>;
const page = <T extends z.ZodType>(item: T) =>
    z.object({ items: z.array(item), next: z.string().nullable(), asOf: AsOf });
export type Page<T> = { items: T[]; next: string | null; asOf: AsOf };

// --------------------------------------------------------------------------------------------- every organisation

/** Last slot (number) that is gated, closed, settled, final; null before the first. */
export const Clock = z.object({
    gatedThrough: SlotNumber.nullable(),
    closedThrough: SlotNumber.nullable(),
    settledThrough: SlotNumber.nullable(),
    finalThrough: SlotNumber.nullable(),
});
export type Clock = z.infer<typeof Clock>;

export const Rules = z.object({
    version: z.int(),
    priceRule: z.string(),
    utcOffsetMinutes: z.int(),
    finalAfterSlots: z.int(),
    clock: z.enum(['wall', 'simulated']),
    firstSlot: SlotNumber,
});
export type Rules = z.infer<typeof Rules>;

/** GET /v1/info (no login). `height` = blocks on the ledger as this gateway's peer reports them. */
export const Info = z.object({
    organisation: z.string(),
    mspId: z.string(),
    channel: z.string(),
    simulation: z.boolean(),
    development: z.boolean(),
    height: z.int(),
    clock: Clock,
    rules: Rules.nullable(),
    asOf: AsOf,
});
export type Info = z.infer<typeof Info>;

/** A settled slot without its Merkle data. Counts in `readings` are metering points by reading state. */
export const SlotSummary = z.object({
    slot: SlotNumber,
    start: SlotStart,
    revision: z.int(),
    final: z.boolean(),
    rulesVersion: z.int(),
    importedWh: WattHours,
    exportedWh: WattHours,
    /** Own allocation: an owner's points netted first. */
    ownWh: WattHours,
    /** Traded between different owners. */
    matchedWh: WattHours,
    residualFromGridWh: WattHours,
    residualToGridWh: WattHours,
    /** Volume-weighted over trades; null when nothing traded. */
    price: z.object({ lowest: PriceUnits, mean: PriceUnits, highest: PriceUnits }).nullable(),
    readings: z.record(z.string(), z.int()),
    block: z.int(),
    transactionId: z.string(),
});
export type SlotSummary = z.infer<typeof SlotSummary>;
/** GET /v1/slots (no login): newest first. */
export const SlotPage = page(SlotSummary);
/** GET /v1/slots/{slot} (no login). */
export const SlotDetail = SlotSummary.extend({
    digest: Digest,
    previousDigest: Digest.nullable(),
    inputsDigest: z.string(),
    merkleRoot: Digest,
    treeSize: z.int(),
    /** The record exactly as on the ledger. */
    record: z.unknown(),
    asOf: AsOf,
});
export type SlotDetail = z.infer<typeof SlotDetail>;
/**
 * GET /v1/slots/stream (no login): server-sent events `slot` (data: {@link SlotSummary}), `clock` (data: {@link Clock}),
 * `resync` (data `{}`: too far behind, read the lists again); id `block.transaction`; comment heartbeat every 15 s.
 */
export const streamEvents = ['slot', 'clock', 'resync'] as const;

export const Fee = z.tuple([z.string(), z.string(), PriceUnits]);
/** One version of the tariff, in force from `from` until the next. Fees: [seller's zone, buyer's zone, fee]. */
export const Tariff = z.object({
    from: SlotNumber,
    start: SlotStart,
    sequence: z.int(),
    retail: PriceUnits,
    feedIn: PriceUnits,
    fees: z.array(Fee),
});
export type Tariff = z.infer<typeof Tariff>;
/** GET /v1/tariffs (no login): newest first; `current` applies to the newest gated slot. */
export const TariffList = z.object({ items: z.array(Tariff), current: Tariff.nullable(), asOf: AsOf });
export type TariffList = z.infer<typeof TariffList>;

/** POST /v1/rules (grid.operator or community.office): a proposal, in force once the other organisation accepts it. */
export const RulesRequest = z.strictObject({
    from: SlotName,
    rules: Rules.omit({ version: true }).extend({ firstSlot: SlotName }).strict(),
});
export type RulesRequest = z.input<typeof RulesRequest>;
/** POST /v1/rules and POST /v1/rules/{version}/acceptance (empty object as body). */
export const RulesAnswer = Committed.extend({ version: z.int() });
export type RulesAnswer = z.infer<typeof RulesAnswer>;
/** GET /v1/rules (no login): every version, newest first. */
export const RulesList = z.object({
    items: z.array(Rules.extend({ from: SlotNumber, proposedBy: z.string(), acceptedBy: z.string().nullable() })),
    asOf: AsOf,
});
export type RulesList = z.infer<typeof RulesList>;

/** GET /v1/operations/{id}: `id` came as `operation` or in `Location`. `result` is the body the 201 would have had. */
export const Operation = z.object({
    operation: z.string(),
    state: z.enum(['pending', 'committed', 'failed']),
    transactionId: z.string().nullable(),
    block: z.int().nullable(),
    result: z.unknown().optional(),
    problem: Problem.optional(),
});
export type Operation = z.infer<typeof Operation>;

/** POST /v1/dev/tokens, only with --development. */
export const DevTokenRequest = z.strictObject({ role: Role, participant: Identifier.optional() });
export type DevTokenRequest = z.infer<typeof DevTokenRequest>;
export const DevToken = z.object({ token: z.string(), expiresIn: z.int() });
export type DevToken = z.infer<typeof DevToken>;
/** GET /v1/dev/residents: people of the simulated district, with private keys so that a visitor can sign as one of them. */
export const DevResident = z.object({
    participant: Identifier,
    name: z.string(),
    points: z.array(Identifier),
    jwk: PublicJwk.extend({ d: z.string() }),
});
export type DevResident = z.infer<typeof DevResident>;
export const DevResidents = z.object({ items: z.array(DevResident) });
export type DevResidents = z.infer<typeof DevResidents>;

// ----------------------------------------------------------------------------------------------------- community

/** POST /v1/participants (community.office). Without `participant` a random id is drawn. */
export const ParticipantRequest = z.strictObject({
    participant: Identifier.optional(),
    jwk: PublicJwk,
    roles: z.array(Identifier).min(1).max(8),
});
export type ParticipantRequest = z.infer<typeof ParticipantRequest>;
export const ParticipantCreated = Committed.extend({ participant: Identifier, kid: z.string() });
export type ParticipantCreated = z.infer<typeof ParticipantCreated>;
export const PointSummary = z.object({
    point: Identifier,
    participant: Identifier,
    zone: z.string(),
    direction: z.string(),
    from: SlotNumber,
    plant: z.object({ id: Identifier, source: z.string(), capacityW: z.int() }).nullable(),
});
export type PointSummary = z.infer<typeof PointSummary>;
/** GET /v1/participants (community.office) and /v1/participants/{id} (office, or the resident herself). */
export const Participant = z.object({
    participant: Identifier,
    kid: z.string(),
    jwk: PublicJwk,
    roles: z.array(z.string()),
    admittedBlock: z.int(),
    points: z.array(PointSummary),
});
export type Participant = z.infer<typeof Participant>;
export const ParticipantPage = page(Participant);
export const ParticipantDetail = Participant.extend({ asOf: AsOf });
export type ParticipantDetail = z.infer<typeof ParticipantDetail>;
/** PUT /v1/participants/{id}/key: a compact JWS by the old key, or a new key proposed by the community. */
export const KeyRequest = z.union([
    z.strictObject({ jws: CompactJws }),
    z.strictObject({ jwk: PublicJwk, from: SlotName }),
]);
export type KeyRequest = z.infer<typeof KeyRequest>;

/** GET /v1/participants/{id}/next-slot: what a browser needs to sign. */
export const NextSlot = z.object({
    channel: z.string(),
    participant: Identifier,
    /** First slot that is not gated: the earliest an intent may name. */
    slot: SlotNumber,
    from: SlotStart,
    /** The next unused sequence of this participant. */
    sequence: z.int(),
    kid: z.string(),
    points: z.array(PointSummary),
    asOf: AsOf,
});
export type NextSlot = z.infer<typeof NextSlot>;

export const ChoiceTerms = z.looseObject({ energy: z.enum(['clean', 'traditional']), maxPrice: PriceUnits.optional() });
export const OfferTerms = z.looseObject({ minPrice: PriceUnits });
const intentOf = <K extends string, T extends z.ZodType>(kind: K, terms: T) =>
    z.strictObject({
        v: z.literal(1),
        kind: z.literal(kind),
        channel: z.string(),
        participant: Identifier,
        point: Identifier,
        from: SlotStart,
        sequence: z.int().min(0),
        terms,
    });
/** What a participant signs (payload of the JWS; header `{alg: 'ES256', kid, typ: 'linguang-intent+jws'}`). */
export const ChoiceIntent = intentOf('choice', ChoiceTerms);
export type ChoiceIntent = z.infer<typeof ChoiceIntent>;
export const OfferIntent = intentOf('offer', OfferTerms);
export type OfferIntent = z.infer<typeof OfferIntent>;
/** POST /v1/choices: signed by the resident, or by the office under a mandate. */
export const ChoiceRequest = z.union([
    z.strictObject({ jws: CompactJws }),
    z.strictObject({ intent: ChoiceIntent, mandate: Identifier }),
]);
export type ChoiceRequest = z.infer<typeof ChoiceRequest>;
/** POST /v1/offers. */
export const OfferRequest = z.union([
    z.strictObject({ jws: CompactJws }),
    z.strictObject({ intent: OfferIntent, mandate: Identifier }),
]);
export type OfferRequest = z.infer<typeof OfferRequest>;
/** POST /v1/mandates: granted by the participant's signature, or revoked by it (`revoke: true`). */
export const MandateRequest = z.strictObject({ jws: CompactJws, revoke: z.boolean().default(false) });
export type MandateRequest = z.input<typeof MandateRequest>;
export const IntentCreated = Committed.extend({
    point: Identifier,
    from: SlotNumber,
    start: SlotStart,
    sequence: z.int(),
});
export type IntentCreated = z.infer<typeof IntentCreated>;
/** GET /v1/participants/{id}/choices and /offers: newest first. `inForce`: applies to the newest gated slot. */
export const IntentRecord = z.object({
    kind: z.enum(['choice', 'offer', 'mandate']),
    participant: Identifier,
    point: Identifier,
    from: SlotNumber,
    start: SlotStart,
    sequence: z.int(),
    terms: z.record(z.string(), z.unknown()),
    signedBy: z.enum(['participant', 'delegate']),
    inForce: z.boolean(),
    block: z.int(),
    transactionId: z.string(),
});
export type IntentRecord = z.infer<typeof IntentRecord>;
export const IntentPage = page(IntentRecord);

/** `from` inclusive, `to` exclusive; slots (number or start), or days of the community's own time zone. */
export const PeriodQuery = z.object({ from: z.string().max(20), to: z.string().max(20) });
export const EnergyQuery = PeriodQuery.extend({ resolution: z.enum(['slot', 'hour', 'day', 'month']).default('slot') });
export const EnergyFigures = z.object({
    importedWh: WattHours,
    exportedWh: WattHours,
    /** What plants behind her points made, where their registers are known. */
    generatedWh: WattHours,
    /** Received from her own other points. */
    ownWh: WattHours,
    boughtWh: WattHours,
    soldWh: WattHours,
    fromGridWh: WattHours,
    toGridWh: WattHours,
});
export type EnergyFigures = z.infer<typeof EnergyFigures>;
/** One period; figures are null when no slot of it has a usable reading (missing is not zero). */
export const EnergyPeriod = z.object({
    from: SlotNumber,
    start: SlotStart,
    slots: z.int(),
    figures: EnergyFigures.nullable(),
    /** `unsettled` when no slot of it is settled yet, else the least certain reading state of its lines. */
    state: z.enum([
        'signed',
        'registerJump',
        'estimated',
        'registerBackwards',
        'contradictory',
        'missing',
        'unsettled',
    ]),
    missingSlots: z.int(),
    final: z.boolean(),
});
export type EnergyPeriod = z.infer<typeof EnergyPeriod>;
/** GET /v1/participants/{id}/energy: at most 3,000 periods. */
export const Energy = z.object({
    participant: Identifier,
    from: SlotNumber,
    to: SlotNumber,
    resolution: z.enum(['slot', 'hour', 'day', 'month']),
    periods: z.array(EnergyPeriod),
    totals: EnergyFigures,
    asOf: AsOf,
});
export type Energy = z.infer<typeof Energy>;

/** One bill line. Signed: positive is owed by the participant, negative is owed to her. */
export const MoneyItem = z.object({
    item: z.enum(['bought', 'fees', 'fromGrid', 'sold', 'toGrid']),
    /** Wh behind the amount; for `fees` the Wh bought and received from own points. */
    wh: WattHours,
    money: MoneyUnits,
    /** Rounded by largest remainder, so that lines sum to the total. */
    fen: z.int(),
});
export type MoneyItem = z.infer<typeof MoneyItem>;
/** GET /v1/participants/{id}/money. `withoutSharing`: the same energy bought and sold at retail and feed-in only. */
export const Money = z.object({
    participant: Identifier,
    from: SlotNumber,
    to: SlotNumber,
    items: z.array(MoneyItem),
    total: MoneyUnits,
    totalFen: z.int(),
    withoutSharing: MoneyUnits,
    saved: MoneyUnits,
    final: z.boolean(),
    asOf: AsOf,
});
export type Money = z.infer<typeof Money>;

/**
 * GET /v1/participants/{id}/lines/{slot}: her settlement lines with what is needed to check them without trusting anyone:
 * leaf = SHA-256(0x00 ‖ canonical JSON of `{line, salt}`), path to `merkleRoot` by RFC 9162.
 */
export const LineProof = z.object({
    /** The line exactly as it was hashed (the domain's `Line`). */
    line: z.looseObject({ point: Identifier }),
    salt: z.string(),
    index: z.int(),
    size: z.int(),
    /** Sibling hashes from the leaf up, hex. */
    path: z.array(Digest),
});
export type LineProof = z.infer<typeof LineProof>;
export const Lines = z.object({
    slot: SlotNumber,
    start: SlotStart,
    revision: z.int(),
    final: z.boolean(),
    merkleRoot: Digest,
    treeSize: z.int(),
    lines: z.array(LineProof),
    asOf: AsOf,
});
export type Lines = z.infer<typeof Lines>;

// ---------------------------------------------------------------------------------------------------------- grid

/** POST /v1/zones (grid.operator). */
export const ZoneRequest = z.strictObject({
    zone: Identifier,
    from: SlotName,
    feeder: z.string().min(1).max(80),
    /** Such as `0.4kV`. */
    voltageLevel: z.string().min(1).max(20),
});
export type ZoneRequest = z.infer<typeof ZoneRequest>;
/** POST /v1/tariffs. */
export const TariffRequest = z.strictObject({
    from: SlotName,
    retail: PriceUnits.min(0),
    feedIn: PriceUnits.min(0),
    fees: z.array(Fee).max(10_000).default([]),
});
export type TariffRequest = z.input<typeof TariffRequest>;
/** POST /v1/metering-points. Limits in W; `register`: W; a plant's `register`: `generation` where a register of its own counts what it makes, `export` where the point exports all. */
export const PointRequest = z.strictObject({
    point: Identifier,
    participant: Identifier,
    zone: Identifier,
    direction: z.enum(['import', 'export', 'both']),
    limits: z.strictObject({ importW: z.int().min(0), exportW: z.int().min(0) }),
    meter: z.strictObject({ jwk: PublicJwk, serial: Identifier, from: SlotName, to: SlotName.optional() }),
    plant: z
        .strictObject({
            id: Identifier,
            source: Identifier,
            capacityW: z.int().min(0),
            register: z.string().max(40).optional(),
        })
        .optional(),
    from: SlotName,
});
export type PointRequest = z.infer<typeof PointRequest>;
export const PointCreated = Committed.extend({ point: Identifier });
export type PointCreated = z.infer<typeof PointCreated>;
/** GET /v1/metering-points (grid.operator). */
export const MeteringPoint = PointSummary.extend({
    limits: z.object({ importW: z.int(), exportW: z.int() }),
    meter: z.object({ serial: z.string(), from: SlotNumber, to: SlotNumber.nullable() }),
    /** The newest settled slot and the state of this point's reading in it. */
    newest: z.object({ slot: SlotNumber, state: z.string() }).nullable(),
});
export type MeteringPoint = z.infer<typeof MeteringPoint>;
export const MeteringPointPage = page(MeteringPoint);

/** POST /v1/readings: one slot, up to 1,000 readings, one transaction. Answers per reading; 201 even when some are refused. */
export const ReadingsRequest = z.strictObject({
    slot: SlotName,
    readings: z
        .array(z.strictObject({ point: Identifier, ocmf: z.string().min(20).max(4096) }))
        .min(1)
        .max(1000),
});
export type ReadingsRequest = z.infer<typeof ReadingsRequest>;
export const ReadingsAnswer = Committed.extend({
    slot: SlotNumber,
    start: SlotStart,
    batch: z.string(),
    /** The slot was closed already: it will be settled again unless it is final. */
    late: z.boolean(),
    count: z.int(),
    accepted: z.int(),
    /** `i` counts the readings of the request from 0; `code` says why (`READING_…`). What is not listed was accepted. */
    refused: z.array(z.object({ i: z.int(), point: Identifier, code: z.string() })),
});
export type ReadingsAnswer = z.infer<typeof ReadingsAnswer>;

/** POST /v1/clock/gate and /v1/clock/close: everything up to and including `through`, in order. */
export const ThroughRequest = z.strictObject({ through: SlotName });
export type ThroughRequest = z.infer<typeof ThroughRequest>;
export const ThroughAnswer = Committed.extend({ through: SlotNumber, start: SlotStart });
export type ThroughAnswer = z.infer<typeof ThroughAnswer>;
/** POST /v1/days/{day}/roll: a UTC day `2026-03-01`, or its number (floor(slot / 96)). */
export const RollAnswer = Committed.extend({ day: z.int() });
export type RollAnswer = z.infer<typeof RollAnswer>;
/** POST /v1/slots/{slot}/settle. */
export const SettleAnswer = Committed.extend({
    slot: SlotNumber,
    start: SlotStart,
    revision: z.int(),
    final: z.boolean(),
});
export type SettleAnswer = z.infer<typeof SettleAnswer>;
/** GET /v1/meters/missing?slot= : points without a usable reading; `since` = first slot of the unbroken gap. */
export const Missing = z.object({
    slot: SlotNumber,
    start: SlotStart,
    settled: z.boolean(),
    items: z.array(
        z.object({ point: Identifier, participant: Identifier, state: z.string(), since: SlotNumber.nullable() }),
    ),
    asOf: AsOf,
});
export type Missing = z.infer<typeof Missing>;

// ----------------------------------------------------------------------------------------------------- certifier

/** POST /v1/plants (certifier.officer): accreditation. */
export const PlantRequest = z.strictObject({
    plant: Identifier,
    source: Identifier,
    capacityW: z.int().min(1),
    point: Identifier,
    register: z.enum(['export', 'generation']),
    filingNumber: z.string().min(1).max(64),
    from: SlotName,
    until: SlotName.optional(),
});
export type PlantRequest = z.infer<typeof PlantRequest>;
/** GET /v1/plants. */
export const Plant = z.object({
    plant: Identifier,
    source: z.string(),
    capacityW: z.int(),
    point: Identifier,
    register: z.string(),
    filingNumber: z.string(),
    from: SlotNumber,
    until: SlotNumber.nullable(),
    status: z.enum(['accredited', 'suspended']),
    suspension: z.object({ from: SlotNumber, reason: z.string() }).nullable(),
});
export type Plant = z.infer<typeof Plant>;
export const PlantPage = page(Plant);
export const PlantCreated = Committed.extend({ plant: Identifier });
export type PlantCreated = z.infer<typeof PlantCreated>;
/** POST /v1/plants/{id}/suspension. */
export const SuspensionRequest = z.strictObject({ from: SlotName, reason: z.string().min(1).max(200) });
export type SuspensionRequest = z.infer<typeof SuspensionRequest>;

/** GET /v1/certificates/candidates?day= : consumers with clean Wh on that local day. */
export const Candidate = z.object({
    participant: Identifier,
    cleanWh: WattHours,
    importedWh: WattHours,
    slots: z.int(),
    /** Every slot of the day is settled and final: only then can it be issued. */
    ready: z.boolean(),
    certificate: z.string().nullable(),
});
export type Candidate = z.infer<typeof Candidate>;
export const Candidates = z.object({
    day: LocalDay,
    from: SlotNumber,
    to: SlotNumber,
    finalSlots: z.int(),
    items: z.array(Candidate),
    asOf: AsOf,
});
export type Candidates = z.infer<typeof Candidates>;
/** POST /v1/certificates. */
export const CertificateRequest = z.strictObject({ participant: Identifier, day: LocalDay });
export type CertificateRequest = z.infer<typeof CertificateRequest>;
/** POST /v1/certificates/{number}/revocation. */
export const RevocationRequest = z.strictObject({ reason: z.string().min(1).max(200) });
export type RevocationRequest = z.infer<typeof RevocationRequest>;
export const CertificateCreated = Committed.extend({ number: z.string(), wh: WattHours });
export type CertificateCreated = z.infer<typeof CertificateCreated>;
/** `LG-2026-7K3M-9QX4`: 7 random Crockford base-32 characters and one check character. */
export const CertificateNumber = z.string().regex(/^LG-\d{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
/** GET /v1/certificates/{number} without login: nothing in it names or locates a person. */
export const Certificate = z.object({
    number: CertificateNumber,
    status: z.enum(['valid', 'revoked']),
    wh: WattHours,
    /** Slots, `to` exclusive; `day` in the community's own time zone. */
    period: z.object({ from: SlotNumber, to: SlotNumber, start: SlotStart, end: SlotStart, day: LocalDay }),
    slots: z.int(),
    bySource: z.array(z.object({ source: z.string(), wh: WattHours })),
    byPlant: z.array(z.object({ plant: Identifier, source: z.string(), wh: WattHours })),
    /** SHA-256 commitment to the beneficiary: the holder can open it, nobody can guess it. */
    beneficiary: z.string(),
    digest: z.string(),
    issued: z.object({ block: z.int(), transactionId: z.string(), at: z.string() }),
    revoked: z.object({ block: z.int(), transactionId: z.string(), at: z.string(), reason: z.string() }).nullable(),
    /** What the certificate is not (no national GEC/绿证, no GO, no I-REC), as codes for the page to word. */
    statements: z.array(z.string()),
    simulation: z.boolean(),
});
export type Certificate = z.infer<typeof Certificate>;
export const CertificateDetail = Certificate.extend({ asOf: AsOf });
export type CertificateDetail = z.infer<typeof CertificateDetail>;
/**
 * GET /v1/certificates (certifier.officer; with the participant, as the certifier knows whom it issued to) and
 * GET /v1/participants/{id}/certificates.
 */
export const CertificatePage = page(Certificate.extend({ participant: Identifier.nullable() }));
