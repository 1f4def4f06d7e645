/** A replay through a ledger that did not come to what it must. */
export class ReplayMismatch extends Error {
    override readonly name = 'ReplayMismatch';
    readonly code = 'REPLAY_MISMATCH';

    constructor(what: string) {
        super(`REPLAY_MISMATCH: ${what}`);
    }
}
