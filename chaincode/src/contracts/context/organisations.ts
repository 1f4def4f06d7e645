/** The three members of the consortium. */
export type Organisation = 'grid' | 'community' | 'certifier';

export const organisations: readonly Organisation[] = ['grid', 'community', 'certifier'];

/** MSP id of each organisation. */
export type Consortium = Readonly<Record<Organisation, string>>;

/**
 * The MSP ids this process works for, from its environment. All endorsers must be given the same: they are part of what a
 * contract decides.
 */
export function consortiumOf(environment: Readonly<Record<string, string | undefined>>): Consortium {
    return {
        grid: environment['LINGUANG_GRID_MSP'] ?? 'GridMSP',
        community: environment['LINGUANG_COMMUNITY_MSP'] ?? 'CommunityMSP',
        certifier: environment['LINGUANG_CERTIFIER_MSP'] ?? 'CertifierMSP',
    };
}

export const consortium: Consortium = consortiumOf(process.env);
