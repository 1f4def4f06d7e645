import { differences, disagreements, foundBy, OURS, readVectors, SECOND, secondIsMissing } from './run.js';

/** `npm run test:vectors`: both verifiers over all vectors. Ends with the sum; the exit status is 1 if anything failed. */
const vectors = readVectors();
const missing = secondIsMissing();
const ours = foundBy(OURS);
const second = missing === undefined ? foundBy(SECOND) : undefined;
let [passed, failed] = [0, 0];
for (const vector of vectors) {
    const judged = [OURS, ...(second === undefined ? [] : [SECOND])].map(
        ({ name }) => [name, differences(vector, (name === OURS.name ? ours : second)?.get(vector.id))] as const,
    );
    const between = second === undefined ? [] : disagreements(ours.get(vector.id), second.get(vector.id));
    for (const [name, found] of [...judged, ...(second === undefined ? [] : [['both agree', between] as const])]) {
        passed += found.length === 0 ? 1 : 0;
        failed += found.length === 0 ? 0 : 1;
        if (found.length > 0) {
            process.stdout.write(`FAILED ${vector.id} (${vector.shows}) by ${name}: ${found.join('; ')}\n`);
        }
    }
}
const skipped = missing === undefined ? 0 : 2 * vectors.length;
if (missing !== undefined) {
    process.stdout.write(`skipped: ${SECOND.name}, on ${vectors.length} vectors: ${missing}\n`);
}
process.stdout.write(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}\n`);
process.exitCode = failed === 0 ? 0 : 1;
