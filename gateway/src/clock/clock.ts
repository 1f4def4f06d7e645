import { type Slot, slot } from '@linguang/chaincode/domain';
import { type CloseHeadRecord, type GateHeadRecord, keys, type RulesRecord } from '@linguang/chaincode/ledger';
import type { Clock, Rules } from '../http/api.js';
import { type ReadModel, recordOf } from '../readmodel/readmodel.js';

/** How far the ledger's time has come. */
export function clockOf(readModel: ReadModel): Clock {
    const settled = readModel.one('SELECT min(slot) AS first, max(slot) AS last FROM slots');
    const open = number(readModel.one('SELECT min(slot) AS first FROM slots WHERE final = 0')?.['first']);
    const [first, last] = [number(settled?.['first']), number(settled?.['last'])];
    return {
        gatedThrough: gateHead(readModel)?.last ?? null,
        closedThrough: closedThrough(readModel),
        settledThrough: last,
        finalThrough: open === null ? last : first !== null && open > first ? open - 1 : null,
    };
}

/** The newest gate, and the slot up to which entries are heard in it. */
export function gateHead(readModel: ReadModel): GateHeadRecord | undefined {
    const row = readModel.one('SELECT record FROM heads WHERE name = ?', keys.gateHead.build({}));
    return row && recordOf<GateHeadRecord>(row);
}

function closedThrough(readModel: ReadModel): Slot | null {
    const row = readModel.one('SELECT record FROM heads WHERE name = ?', keys.closeHead.build({}));
    return row ? recordOf<CloseHeadRecord>(row).last : null;
}

/** The first slot nobody has gated yet: the earliest that an instruction may name. Null before there are rules. */
export function nextOpenSlot(readModel: ReadModel): Slot | null {
    const gated = gateHead(readModel)?.last;
    if (gated !== undefined) {
        return slot(gated + 1);
    }
    const first = currentRules(readModel)?.firstSlot;
    return first === undefined ? null : slot(first);
}

/** The rules in force at the newest gate: the newest accepted version that has begun, or the first while nothing has begun. */
export function currentRules(readModel: ReadModel): Rules | null {
    const accepted = readModel
        .all('SELECT record FROM rules ORDER BY version DESC')
        .map((row) => recordOf<RulesRecord>(row))
        .filter(({ acceptedBy }) => acceptedBy !== null);
    const now = gateHead(readModel)?.basis ?? 0;
    const found = accepted.find(({ from }) => from <= now) ?? accepted.at(-1);
    return found === undefined ? null : { version: found.version, ...found.rules };
}

/** The community's zone, minutes east of UTC; that of Shenzhen while there are no rules. */
export function utcOffsetOf(readModel: ReadModel): number {
    return currentRules(readModel)?.utcOffsetMinutes ?? 480;
}

function number(value: unknown): number | null {
    return typeof value === 'number' ? value : null;
}
