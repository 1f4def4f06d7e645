/** How much is measured. */
export type Scale = Readonly<{
    /** In flight in closed loops. */
    inFlight: number;
    /** Transactions of a closed loop; fewer of dear ones, more of cheap ones. */
    count: number;
    /** Closed loops of each workload; the median counts. */
    rounds: number;
    /** Transactions sent one after the other. */
    alone: number;
    /** Length of an open load. */
    seconds: number;
    /** Whether the highest rate that holds is looked for, or one open load must do. */
    searches: boolean;
    /** Metering points of the community. */
    points: number;
    /** Ledger days that are gated, for readings of many slots. */
    days: number;
    batches: readonly number[];
    /** Slots settled of each community; the first is not counted. */
    settleSlots: number;
    /** Further communities that are settled, each on an instance of the chaincode of its own. */
    settleSizes: readonly number[];
}>;

export const FULL: Scale = {
    inFlight: 100,
    count: 1500,
    rounds: 3,
    alone: 40,
    seconds: 8,
    searches: true,
    points: 1000,
    days: 5,
    batches: [1, 10, 50, 100, 500],
    settleSlots: 7,
    settleSizes: [100, 5000],
};

/** A minute or less: enough to see that everything works, not to compare figures. */
export const SHORT: Scale = {
    inFlight: 10,
    count: 30,
    rounds: 1,
    alone: 3,
    seconds: 1,
    searches: false,
    points: 60,
    days: 1,
    batches: [1, 10, 60],
    settleSlots: 3,
    settleSizes: [20],
};
