import type { CallerKind } from './caller.js';

/** Who may call a function. */
export type AccessRule = Readonly<{
    /** `contract:function`, as clients name it. */
    function: string;
    allowed: readonly CallerKind[];
}>;

/** Every client and administrator of the consortium: for queries. */
export const EVERYBODY: readonly CallerKind[] = [
    'grid.client',
    'grid.admin',
    'community.client',
    'community.admin',
    'certifier.client',
    'certifier.admin',
];

const rules = new Map<object, Map<string, readonly CallerKind[]>>();

/** Says who may call a contract function; one that says nothing cannot be called by anybody. */
export function allow(...allowed: readonly CallerKind[]) {
    return (prototype: object, name: string): void => {
        const table = rules.get(prototype) ?? new Map<string, readonly CallerKind[]>();
        rules.set(prototype, table.set(name, allowed));
    };
}

/** Who may call `name` of the contract class with this prototype; nobody unless the function says so. */
export function allowedCallers(prototype: object, name: string): readonly CallerKind[] {
    return rules.get(prototype)?.get(name) ?? [];
}

/** The access table of some contracts: what the check uses, as data for tests and documentation. */
export function accessTable(contracts: readonly { getName(): string }[]): readonly AccessRule[] {
    return contracts.flatMap((contract) =>
        [...(rules.get(Object.getPrototypeOf(contract) as object) ?? [])].map(([name, allowed]) => ({
            function: `${contract.getName()}:${name}`,
            allowed,
        })),
    );
}
