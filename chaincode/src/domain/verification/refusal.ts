/** Why evidence does not hold: a code that {@link reasonOf} has words for. Never leaves the verification. */
export class Refusal extends Error {
    override readonly name = 'Refusal';

    constructor(
        readonly reason: string,
        readonly params: Readonly<Record<string, string | number>> = {},
    ) {
        super(reason);
    }
}
