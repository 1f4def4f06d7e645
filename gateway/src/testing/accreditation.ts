import { slot, type UndertakingStatement, undertakingSigningInput } from '@linguang/chaincode/domain';
import type { TestKey } from './village.js';

/** A first version of the certification scheme. */
export function schemeRequest(from: number, supersession: 'automatic' | 'officer' = 'officer', changes: object = {}) {
    return {
        scheme: 'linguang',
        name: { zh: '邻光清洁用电', en: 'Linguang clean use' },
        from,
        supersession,
        ...changes,
    };
}

/** Ben's roof, accredited under an undertaking that Ben signed, or whoever else. */
export function plantRequest(from: number, by: TestKey) {
    const plant = {
        plant: 'pv-ben',
        point: 'roof-ben',
        filingNumber: 'SZ-1',
        scheme: 'linguang',
    };
    const undertaking = { system: 'GEC', digest: 'ab'.repeat(32) } as const;
    const statement: UndertakingStatement = {
        v: 1,
        kind: 'undertaking',
        channel: 'linguang',
        participant: 'ben',
        ...plant,
        ...undertaking,
        from: slot(from),
    };
    return {
        ...plant,
        source: 'solar',
        capacityW: 5_000,
        zone: 'east',
        register: 'export',
        undertaking: { by: 'ben', ...undertaking, jws: by.signInput(undertakingSigningInput(statement, by.kid)) },
        from,
    };
}
