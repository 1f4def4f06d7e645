import { Fields } from '../fields.js';

/** A feeder at a voltage level; grid fees go by pairs of zones. */
export type Zone = { readonly zone: string; readonly feeder: string; readonly voltageLevel: string };

/** Reads `{zone, feeder, voltageLevel}`. @throws REQUEST_INVALID */
export function parseZone(request: unknown): Zone {
    const fields = new Fields(request, 'zone');
    const zone = {
        zone: fields.id('zone'),
        feeder: fields.text('feeder', 80),
        voltageLevel: fields.text('voltageLevel', 20),
    };
    fields.end();
    return zone;
}
