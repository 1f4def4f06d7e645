/** The part of the network's topology that goes into the channel configuration (a structural subset of `network/src/topology.ts`). */
export interface Topology {
    readonly channel: string;
    readonly organisations: readonly {
        readonly name: string;
        readonly mspId: string;
        readonly peers: number;
        readonly orderers: number;
    }[];
    readonly batch: {
        readonly maxMessages: number;
        readonly absoluteMaxBytes: number;
        readonly preferredMaxBytes: number;
        readonly timeoutMs: number;
    };
    /** Implicit-meta rules, e.g. `ALL`, `MAJORITY`, `ANY`; or signature policy expressions. */
    readonly policies?:
        | {
              readonly endorsement?: string | undefined;
              readonly lifecycleEndorsement?: string | undefined;
              readonly admins?: string | undefined;
              readonly readers?: string | undefined;
              readonly writers?: string | undefined;
          }
        | undefined;
}
