/** A first version of the certification scheme. */
export function schemeRequest(from: number) {
    return { scheme: 'linguang', name: { zh: '邻光清洁用电', en: 'Linguang clean use' }, from };
}

/** Ben's roof, accredited. */
export function plantRequest(from: number) {
    return {
        plant: 'pv-ben',
        source: 'solar',
        capacityW: 5_000,
        point: 'roof-ben',
        zone: 'east',
        register: 'export',
        filingNumber: 'SZ-1',
        scheme: 'linguang',
        undertaking: { by: 'ben', digest: 'ab'.repeat(32) },
        from,
    };
}
