import type { Source } from '../registry/point.js';
import type { Slot } from '../slot.js';
import type { MoneyJson, Price, Wh } from '../units.js';

export const READING_STATES = [
    /** Signed by the meter, complete, continuous. Only these points take part in the market. */
    'signed',
    /** No reading came. Its energy is unknown, not zero. */
    'missing',
    /** The meter put in a value it did not measure (OCMF state S): shown, but settled only once signed registers are known. */
    'estimated',
    /** Two signed readings say different things; energy unknown. */
    'contradictory',
    /** The start register is below the last known one; energy unknown. */
    'registerBackwards',
    /** The start register is above the end register of the slot directly before; settled with the grid only. */
    'registerJump',
    /** No usable reading: a value by the rules stands for it, with the grid only, until registers are known again. */
    'substituted',
] as const;
export type ReadingState = (typeof READING_STATES)[number];

/** Slots since the last known registers in which one participant held the point, and the Wh that substitutes stood for. */
export type Pending = {
    readonly participant: string;
    readonly slots: number;
    readonly imported: Wh;
    readonly exported: Wh;
};

/** Last known registers of a meter and the slot at whose end they stood. */
export type Registers = {
    readonly meter: string;
    readonly at: Slot;
    /** The slots since, oldest first: whose they were and what has been settled of them already. */
    readonly pending: readonly Pending[];
    readonly import: Wh;
    readonly export: Wh;
    readonly generation: Wh | null;
    /** Of units behind the meter, in order of channel; left out where there are none. */
    readonly units?: readonly UnitRegisters[];
};

/** Where a unit's own registers stand: what it gave and what it took; null where the meter has none. */
export type UnitRegisters = { readonly channel: number; readonly in: Wh | null; readonly out: Wh | null };

/** One trade as seen from one side. The other side appears only as plant, source and zone. */
export type LineTrade = {
    /** Number of the trade in the slot, the same on both lines. */
    readonly trade: number;
    /** Plant that made the energy: its id, or '' where no register tells which, or none is registered. */
    readonly plant: string;
    readonly source: Source | '';
    readonly zone: string;
    readonly wh: Wh;
    /** What a certificate may name: all of it where it comes from a plant, else nothing. */
    readonly certifiable: Wh;
    /** Number of the forward contract that it delivers; absent as metered. */
    readonly contract?: number;
    /** To the seller, 10⁻⁴ CNY/kWh; the buyer pays price + fee. 0 for own allocation. */
    readonly price: Price;
    readonly fee: Price;
};

/** A forward contract as seen from one side; what was delivered of it is a trade that names it. */
export type LineContract = {
    readonly contract: number;
    readonly side: 'sell' | 'buy';
    /** Sequence of the point's own order. */
    readonly order: number;
    readonly ordered: Wh;
    readonly delivered: Wh;
    /** To the seller, 10⁻⁴ CNY/kWh; the buyer pays price + fee. */
    readonly price: Price;
    readonly fee: Price;
};

/** Compensation of a contract's shortfall beyond the tolerance, or of an order that nobody opened: so many Wh at so much. */
export type LineImbalance = {
    /** 0 where an order was not opened: it made no contract. */
    readonly contract: number;
    /** Sequence of the point's own order that was not opened; absent for contracts. */
    readonly order?: number;
    /** true: this point caused it and pays; false: it is paid. */
    readonly owed: boolean;
    readonly wh: Wh;
    /** What the other side lost, 10⁻⁴ CNY/kWh; the most it can lose where an order was not opened, owed to the grid company. */
    readonly price: Price;
};

/** What a metering point owes and is owed for the slot, 10⁻⁷ CNY. */
export type LineMoney = {
    /** To sellers. */
    readonly bought: MoneyJson;
    /** Grid fees of bought and own energy. */
    readonly fees: MoneyJson;
    /** Residual (and gap) from the grid at retail tariff. */
    readonly retail: MoneyJson;
    /** From buyers. */
    readonly sold: MoneyJson;
    /** Residual (and gap) to the grid at feed-in tariff. */
    readonly feedIn: MoneyJson;
    /** Compensation for contracts not kept: owed less received. */
    readonly imbalance: MoneyJson;
    /** bought + fees + retail + imbalance − sold − feedIn: positive is owed by the participant. */
    readonly balance: MoneyJson;
};

/**
 * Energy between the last known registers and this slot's start, settled with the grid once it is known, less what substitutes stood
 * for: Wh, negative where those were too high. `from` is the first slot of the participant without a reading; this slot itself where a
 * register jumped.
 */
export type Gap = { readonly from: Slot; readonly imported: number; readonly exported: number };

/** How the value of a substituted slot came about. */
export type Substitute = {
    /** `meter`: its own, signed estimate; `days`: mean of days before; `before`: the slot before; `standard`: the standard profile. */
    readonly by: 'meter' | 'days' | 'before' | 'standard';
    /** How many known days the mean is of; 0 otherwise. */
    readonly days: number;
    /** What is wrong with the readings. */
    readonly instead: ReadingState;
};

/** The settlement of one metering point for one slot: plain JSON, the leaf of the proof. */
export type Line = {
    readonly v: 1;
    readonly slot: Slot;
    readonly revision: number;
    readonly point: string;
    readonly participant: string;
    readonly zone: string;
    readonly plant: string;
    readonly energy: 'clean' | 'traditional';
    readonly state: ReadingState;
    /** null: unknown. */
    readonly imported: Wh | null;
    readonly exported: Wh | null;
    /** What plants behind the meter made; null where no register tells. */
    readonly generated: Wh | null;
    /** What of it, and of what storage gave, was used on the spot; null where no register tells. */
    readonly ownUse: Wh | null;
    readonly start: Registers | null;
    /** Registers to continue from: this slot's end, or the last known ones. */
    readonly end: Registers | null;
    readonly gap: Gap | null;
    /**
     * true: the closing line of a former owner of the point. It holds only her part of a gap that ended in this slot; the point has an
     * ordinary line beside it.
     */
    readonly handover: boolean;
    /** null unless the state is `substituted`. */
    readonly substitute: Substitute | null;
    /** What a substitute value says, for display only; null unless the state is `estimated`. */
    readonly estimate: { readonly imported: Wh; readonly exported: Wh } | null;
    /** From and to the owner's own other points, before the market. */
    readonly ownReceived: readonly LineTrade[];
    readonly ownGiven: readonly LineTrade[];
    readonly bought: readonly LineTrade[];
    readonly sold: readonly LineTrade[];
    /** Forward contracts of the slot, in order of their numbers. */
    readonly contracts: readonly LineContract[];
    readonly imbalances: readonly LineImbalance[];
    /** Residuals; 0 where the energy is unknown. */
    readonly fromGrid: Wh;
    readonly toGrid: Wh;
    readonly money: LineMoney;
};
