import type { Emission } from '@linguang/chaincode/domain';
import { wordingOf } from '@linguang/chaincode/domain';
import type { Content } from './content.js';
import { date, grouped, kilograms, kilowattHours, kilowatts, percent } from './figures.js';
import { INK, PAGE } from './look.js';
import type { Sheet, TextStyle } from './sheet.js';
import { instrumentName, resolutionName, sourceName } from './texts.js';

const LEFT = PAGE.margin;
const WIDTH = PAGE.width - 2 * PAGE.margin;
const RIGHT = LEFT + WIDTH;
const TOP = 62;
const BOTTOM = PAGE.height - 66;
const BODY: TextStyle = { size: 9.2, leading: 1.55 };
const SMALL: TextStyle = { size: 8, color: INK.muted, leading: 1.5 };

/** Where the next thing is drawn; opens a page where there is no room. */
class Flow {
    y = TOP;

    constructor(
        readonly sheet: Sheet,
        readonly newPage: () => void,
    ) {}

    /** Makes sure of room for a height. */
    room(height: number): void {
        if (this.y + height > BOTTOM) {
            this.newPage();
            this.y = TOP;
        }
    }

    heading(text: string, needed = 40): void {
        this.room(needed + 30);
        this.y += this.y === TOP ? 8 : 24;
        this.sheet.text(text, LEFT, this.y, { size: 12, font: 'medium', color: INK.deep });
        this.sheet.rule(LEFT, this.y + 6, WIDTH, INK.hair);
        this.y += 21;
    }

    paragraph(text: string, style: TextStyle = BODY, x = LEFT, width = WIDTH): void {
        const whole = { ...style, width };
        this.room(this.sheet.countLines(text, whole) * style.size * (style.leading ?? 1.5));
        this.y = this.sheet.text(text, x, this.y, whole) + style.size * 1.65;
    }

    /** Cells on one baseline, each in its column; answers nothing, moves on. */
    row(cells: readonly (readonly [text: string, x: number, style: TextStyle])[], step = 15): void {
        this.room(step);
        for (const [text, x, style] of cells) {
            this.sheet.text(text, x, this.y, style);
        }
        this.y += step;
    }
}

/** The pages behind: what is certified and what not, criteria, plants, emissions, and how to check it all. */
export function drawBack(sheet: Sheet, content: Content, newPage: () => void): void {
    const flow = new Flow(sheet, newPage);
    drawWording(flow, content);
    drawCriteria(flow, content);
    drawCoverage(flow, content);
    drawPlants(flow, content);
    drawEmissions(flow, content);
    drawProof(flow, content);
}

function drawWording(flow: Flow, { credential, language, t }: Content): void {
    const { wording } = credential.credentialSubject;
    flow.heading(t('what'));
    flow.paragraph(wording.certifies[language], { ...BODY, size: 10 });
    flow.heading(t('isNot'));
    for (const statement of wording.isNot) {
        flow.room(16);
        flow.sheet.doc
            .lineWidth(1.1)
            .moveTo(LEFT + 1, flow.y - 6.3)
            .lineTo(LEFT + 7, flow.y - 0.3)
            .moveTo(LEFT + 7, flow.y - 6.3)
            .lineTo(LEFT + 1, flow.y - 0.3)
            .stroke(INK.red);
        flow.paragraph(statement[language], BODY, LEFT + 16, WIDTH - 16);
    }
}

function drawCriteria(flow: Flow, { credential, language, t }: Content): void {
    const { audit, schemeVersion } = credential.credentialSubject;
    const known = new Map(wordingOf(schemeVersion).criteria.map((criterion) => [criterion.id, criterion]));
    flow.heading(t('criteria'));
    for (const { criterion, result, evidence } of audit.criteriaResults) {
        const words = known.get(criterion);
        const yes = result === 'yes';
        const text = { ...BODY, width: WIDTH - 48 };
        const small = { ...SMALL, width: WIDTH - 48 };
        const where = evidence === 'none' ? [] : [t('evidenceAt', { where: evidence })];
        const parts = [words?.basis[language] ?? '', ...where];
        const one = parts.join(' ').trim();
        const basis = flow.sheet.widthOf(one, SMALL) <= small.width ? [one] : parts;
        const lines = flow.sheet.countLines(words?.[language] ?? criterion, text);
        flow.room(lines * 14 + basis.length * 12 + 4);
        flow.sheet.doc.roundedRect(LEFT, flow.y - 9.6, 36, 13.4, 6.7).fill(yes ? INK.soft : INK.amberSoft);
        flow.sheet.text(t(yes ? 'yes' : 'no'), LEFT + 18, flow.y, {
            size: 8.8,
            font: 'medium',
            color: yes ? INK.green : INK.amber,
            align: 'center',
        });
        flow.y = flow.sheet.text(words?.[language] ?? criterion, LEFT + 48, flow.y, text) + 12.4;
        for (const line of basis) {
            flow.y = flow.sheet.text(line, LEFT + 48, flow.y, small) + 12;
        }
        flow.y += 3.6;
    }
}

function drawCoverage(flow: Flow, { credential, language, t }: Content): void {
    const { matched, consumption } = credential.credentialSubject;
    const columns = t('coverageColumns').split('|');
    const places = [LEFT, LEFT + 150, LEFT + 240, RIGHT];
    flow.heading(t('coverage'), 90);
    flow.row(columns.map((text, index) => [text, places[index] ?? LEFT, { ...SMALL, align: end(index, columns) }]));
    for (const { resolution, buckets, fullyMatchedBuckets, matchedShareBp } of matched.coverage) {
        const bar = RIGHT - 170;
        flow.room(16);
        flow.sheet.doc.roundedRect(bar, flow.y - 6.6, 110, 6, 3).fill(INK.faint);
        flow.sheet.doc
            .roundedRect(bar, flow.y - 6.6, Math.max(6, (110 * matchedShareBp) / 10_000), 6, 3)
            .fill(INK.gold);
        flow.row([
            [resolutionName(resolution, language), LEFT, BODY],
            [String(buckets), LEFT + 150, BODY],
            [String(fullyMatchedBuckets), LEFT + 240, BODY],
            [percent(matchedShareBp), RIGHT, { ...BODY, font: 'medium', align: 'right' }],
        ]);
    }
    const { scoreBp, contractedBp, gridBp } = matched.cfeScore;
    const parts =
        gridBp === null
            ? t('cfeNoGrid', { contracted: percent(contractedBp) })
            : t('cfeParts', { contracted: percent(contractedBp), grid: percent(gridBp) });
    flow.row([
        [t('cfe'), LEFT, BODY],
        [parts, LEFT + 240, SMALL],
        [percent(scoreBp), RIGHT, { ...BODY, font: 'medium', align: 'right' }],
    ]);
    const { signedReadings: signed, otherReadings: other, unknownReadings: unknown } = consumption.meterDataQuality;
    flow.paragraph(
        `${t('metersText', { points: consumption.consumptionPoints.length, signed, other, unknown, count: consumption.intervalCount })} ${t('storage', { storage: kilowattHours(matched.storageWh) })}`,
        SMALL,
    );
}

function drawPlants(flow: Flow, { credential, language, t }: Content): void {
    const columns = t('plantColumns').split('|');
    const places = [LEFT, LEFT + 112, LEFT + 168, LEFT + 238, LEFT + 352, RIGHT];
    const devices = credential.credentialSubject.productionDevices;
    flow.heading(t('plants'), 30 + 29 * Math.min(devices.length, 10));
    flow.row(columns.map((text, index) => [text, places[index] ?? LEFT, { ...SMALL, align: end(index, columns) }]));
    for (const device of devices) {
        flow.room(28);
        const cells = [
            device.deviceId,
            sourceName(device.source, language),
            kilowatts(device.capacityW),
            device.filingNumber,
            device.gridZone,
            kilowattHours(device.matchedWh),
        ];
        flow.row(
            cells.map((text, index) => [text, places[index] ?? LEFT, { ...BODY, size: 8.8, align: end(index, cells) }]),
            12.5,
        );
        flow.row([[`${t('instrument')}: ${instrumentName(device.externalInstrument, language)}`, LEFT, SMALL]], 16);
    }
}

/** The last column stands at the right edge. */
function end(index: number, columns: readonly unknown[]): 'left' | 'right' {
    return index === columns.length - 1 ? 'right' : 'left';
}

function drawEmissions(flow: Flow, { credential, t }: Content): void {
    const { emissions } = credential.credentialSubject;
    if (emissions === null) {
        return;
    }
    const row = (label: string, { emissionGrams, factorId, factorYear, factorSource }: Emission): void => {
        flow.row(
            [
                [label, LEFT, BODY],
                [kilograms(emissionGrams), RIGHT, { ...BODY, font: 'medium', align: 'right' }],
            ],
            12.5,
        );
        flow.paragraph(t('factor', { id: factorId, year: factorYear, source: factorSource }), SMALL, LEFT, WIDTH - 110);
        flow.y += 1.5;
    };
    flow.heading(t('emissions'), 90);
    row(t('locationBased'), emissions.locationBased);
    row(t('marketBased'), emissions.marketBased);
    row(t('avoided'), emissions.avoidedEstimate);
}

function drawProof(flow: Flow, { credential, digest, language, t }: Content): void {
    const { credentialSubject: subject, evidence, credentialStatus } = credential;
    flow.heading(t('proof'), 110);
    flow.paragraph(t('proofText'));
    flow.paragraph(t('standing'));
    const { lastSurveillanceAudit: audited, approval } = subject.audit;
    flow.paragraph(
        t('auditText', {
            approval: t(approval),
            date: audited === null ? t('noAudit') : date(audited, subject.timeZoneOffsetMinutes, language),
        }),
    );
    const facts: readonly (readonly [string, string])[] = [
        [t('digest'), grouped(digest)],
        [t('commitment'), grouped(subject.beneficiary.commitment)],
        [t('intervals'), grouped(subject.consumption.intervalRoot)],
        ...evidence.flatMap((one): (readonly [string, string])[] => [
            [t('settlement'), grouped(one.slotRecordsDigest)],
            [t('channel'), one.channel],
        ]),
        ...credentialStatus
            .slice(0, 1)
            .map((one): readonly [string, string] => [
                t('statusList'),
                t('statusPlace', { list: one.statusListCredential, index: one.statusListIndex }),
            ]),
        ['DID', credential.issuer.id],
    ];
    for (const [label, value] of facts) {
        const style = { size: 7.6, width: WIDTH - 128, leading: 1.4 };
        flow.room(flow.sheet.countLines(value, style) * 11 + 3);
        flow.sheet.text(label, LEFT, flow.y, { ...SMALL, size: 7.8 });
        flow.y = flow.sheet.text(value, LEFT + 128, flow.y, style) + 13;
    }
}
