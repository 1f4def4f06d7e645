import type { ReadingCode } from '@linguang/chaincode/domain';
import { type Key, t } from '../language/language.ts';

/** Why the contract refused a reading, in words; a new code of the contracts does not compile without. */
const words: Readonly<Record<ReadingCode, Key>> = {
    READING_SIGNATURE_INVALID: 'refused.signature',
    READING_MALFORMED: 'refused.malformed',
    READING_POINT_UNKNOWN: 'refused.unknownPoint',
    READING_KEY_NOT_IN_FORCE: 'refused.key',
    READING_METER_MISMATCH: 'refused.meter',
    READING_INTERVAL_MISMATCH: 'refused.interval',
    READING_CLOCK_UNSYNCHRONISED: 'refused.clock',
    READING_METER_STATE: 'refused.fault',
    READING_REGISTER_MISSING: 'refused.register',
    READING_REGISTER_BACKWARDS: 'refused.backwards',
    READING_OVER_LIMIT: 'refused.limit',
    READING_DIRECTION: 'refused.direction',
    READING_DUPLICATE: 'refused.duplicate',
};

/** The text for a code. */
export function refusalText(code: string): string {
    const key = new Map<string, Key>(Object.entries(words)).get(code);
    return key === undefined ? t('refused.other', { code }) : t(key);
}
