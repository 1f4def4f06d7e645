import type { ClientSpec, Submission } from '@linguang/network/bench';

/** Who endorses what, as the gateways name them. */
const ENDORSERS = { energy: ['GridMSP', 'CommunityMSP'], certificate: ['CertifierMSP', 'GridMSP'] } as const;

/** A transaction of one of Linguang's contracts: one JSON argument, private input as transient data. */
export function call(
    transaction: string,
    argument: object,
    options: Readonly<{ chaincode?: string; transient?: Readonly<Record<string, string>> }> = {},
): Submission {
    const { chaincode = 'energy', transient } = options;
    return {
        kind: 'submit',
        chaincode,
        transaction,
        arguments: [JSON.stringify(argument)],
        endorsers: chaincode === 'certificate' ? ENDORSERS.certificate : ENDORSERS.energy,
        ...(transient === undefined ? {} : { transient }),
    };
}

/** The three organisations' clients. */
export type Offices = Readonly<Record<'grid' | 'community' | 'certifier', ClientSpec>>;
