import { faults } from './translations.ts';

/** `node gateway/web/i18n/check.ts`: fails on a text that is missing in a language or used by no page. */
const found = faults();
for (const fault of found) {
    console.error(fault);
}
process.exitCode = found.length > 0 ? 1 : 0;
