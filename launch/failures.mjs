import { inspect } from 'node:util';

/** Lines of an error that the end of a run repeats at most, and at least where many tests failed. */
const MOST_LINES = 15;
const FEWEST_LINES = 4;
/** What the end of a run says of failures in all: readers of long logs often see only so much. */
const LINES_IN_ALL = 23;
/** Lines of the stack among them, and characters of a line. */
const STACK_LINES = 4;
const LONGEST_LINE = 300;

/** Values in lines of their own, so that lines can be compared. */
const SHOWN = { depth: 6, compact: false, maxArrayLength: 500, breakLength: 120 };

/** An error in full: message, stack and, of a comparison, both values. */
export function whole(error) {
    const text = error?.stack ?? inspect(error);
    const values = valuesOf(error);
    return values === undefined ? text : `${text}\nexpected: ${values.expected}\nactual:   ${values.actual}`;
}

/**
 * The lines by which a reader knows what went wrong: the beginning of the message, what differs between the values that
 * were compared, and the first lines of the stack that are ours.
 */
export function essence(error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : inspect(error);
    const stack = String(error?.stack ?? '')
        .split('\n')
        .filter((line) => /^\s+at /.test(line));
    const ours = stack.filter((line) => !line.includes('node_modules') && !line.includes('node:internal'));
    const places = (ours.length > 0 ? ours : stack).slice(0, STACK_LINES).map((line) => `  ${line.trim()}`);
    const room = MOST_LINES - places.length;
    const difference = differenceOf(error);
    const cause =
        error?.cause === undefined ? [] : `cause: ${error.cause?.message ?? inspect(error.cause)}`.split('\n');
    const message = text.split('\n').slice(0, Math.max(4, room - difference.length - cause.length));
    return [...message, ...cause, ...difference].slice(0, room).concat(places).map(shortened);
}

/** What a run says of its failures at the end: each title with the essence of its error, shorter where there are many. */
export function closing(failures) {
    const share = Math.floor(LINES_IN_ALL / Math.max(1, failures.length)) - 1;
    const lines = Math.min(MOST_LINES, Math.max(FEWEST_LINES, share));
    return failures.flatMap(({ title, essence: text }) => [
        `FAILED: ${title}`,
        ...text.slice(0, lines).map((line) => `    ${line}`),
    ]);
}

function valuesOf(error) {
    const compared = 'expected' in Object(error) && 'actual' in Object(error) && error.showDiff !== false;
    return compared ? { expected: inspect(error.expected, SHOWN), actual: inspect(error.actual, SHOWN) } : undefined;
}

/** Lines that only one of the compared values has; nothing where the message shows short values anyway. */
function differenceOf(error) {
    const values = valuesOf(error);
    if (values === undefined || (!values.expected.includes('\n') && !values.actual.includes('\n'))) {
        return [];
    }
    const [expected, actual] = [values.expected.split('\n'), values.actual.split('\n')];
    const lacking = expected.filter((line) => !actual.includes(line)).map((line) => `- ${line.trim()}`);
    const extra = actual.filter((line) => !expected.includes(line)).map((line) => `+ ${line.trim()}`);
    return [...lacking.slice(0, 3), ...extra.slice(0, 3)];
}

function shortened(line) {
    return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)} …` : line;
}
