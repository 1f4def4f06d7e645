import type { Point } from '../registry/point.js';
import type { Line } from '../settlement/line.js';
import type { Part } from '../settlement/sources.js';
import { wh } from '../units.js';

/** What of a line tells where its export came from. */
export type ExportLine = Pick<Line, 'state' | 'exported' | 'generated' | 'ownGiven' | 'sold' | 'toGrid'>;

/**
 * Where the export of a settled line came from. Of a single unit its registers on the line tell; of several the line names plants only
 * for what was passed on, so what went to the grid counts as unspecified.
 */
export function pastParts({ plant, units = [] }: Point, line: ExportLine): readonly Part[] {
    const exported = line.exported ?? 0;
    if (line.state !== 'signed' || exported === 0) {
        return [];
    }
    const named = new Map<string, Part>();
    if (units.length > 0) {
        for (const { plant: id, source, wh: amount } of [...line.ownGiven, ...line.sold]) {
            if (id !== '') {
                named.set(id, { plant: id, source, wh: wh((named.get(id)?.wh ?? 0) + amount) });
            }
        }
    } else if (plant !== null) {
        const made = plant.register === 'generation' ? Math.min(exported, line.generated ?? 0) : exported;
        named.set(plant.id, { plant: plant.id, source: plant.source, wh: wh(made) });
    }
    const parts = [...named.values()].filter((part) => part.wh > 0);
    const rest = exported - parts.reduce((sum, part) => sum + part.wh, 0);
    return rest > 0 ? [...parts, { plant: '', source: '', wh: wh(rest) }] : parts;
}
