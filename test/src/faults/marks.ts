/** What a transaction shows on the ledger whatever envelope brought it there: its function and what is unique in its argument. */
export const marks = {
    signed: (jws: string): string => `signed ${jws}`,
    gate: (through: number): string => `metering:gate ${through}`,
    close: (through: number): string => `metering:close ${through}`,
    roll: (day: number): string => `registry:rollDay ${day}`,
    readings: (slot: number, count: number): string => `metering:submitReadings ${slot} ${count}`,
    settle: (slot: number): string => `settlement:settle ${slot}`,
    suspend: (number: string, reason: string): string => `certificates:suspend ${number} ${reason}`,
    certificate: (participant: string): string => `certificate of ${participant}`,
    objection: (month: string, participant: string, line: number): string =>
        `billing:object ${month} ${participant} ${line}`,
    decision: (month: string, participant: string, line: number): string =>
        `billing:decide ${month} ${participant} ${line}`,
};

type Argument = Readonly<Record<string, unknown>>;

/**
 * The mark of a call as a block shows it; undefined for functions that the load does not use or whose calls cannot be told apart.
 * @param holderOf - whose certificate a number is
 */
export function markOf(
    transaction: string,
    argument: Argument,
    holderOf: (number: string) => string | undefined,
): string | undefined {
    const number = (name: string) => Number(argument[name]);
    const text = (name: string) => String(argument[name]);
    switch (transaction) {
        case 'market:choose':
        case 'market:offer':
        case 'forward:place':
            return marks.signed(text('jws'));
        case 'metering:gate':
            return marks.gate(number('through'));
        case 'metering:close':
            return marks.close(number('through'));
        case 'registry:rollDay':
            return marks.roll(number('day'));
        case 'metering:submitReadings':
            return marks.readings(number('slot'), number('count'));
        case 'settlement:settle':
            return marks.settle(number('slot'));
        case 'certificates:suspend':
            return marks.suspend(text('number'), text('reason'));
        case 'billing:object':
            return marks.objection(text('month'), text('participant'), number('line'));
        case 'billing:decide':
            return marks.decision(text('month'), text('participant'), number('line'));
        case 'certificates:issue': {
            const certificates: unknown = argument['certificates'];
            const [first] = Array.isArray(certificates) ? certificates : [];
            const holder = typeof first?.number === 'string' ? holderOf(first.number) : undefined;
            return holder === undefined ? undefined : marks.certificate(holder);
        }
        default:
            return undefined;
    }
}
