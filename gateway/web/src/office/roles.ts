import { type Key, t } from '../language/language.ts';

/** Roles of a participant, as the contract knows them. */
export const roleNames: Readonly<Record<string, Key>> = {
    resident: 'role.resident',
    prosumer: 'role.prosumer',
    operator: 'role.operator',
    firm: 'role.firm',
};

/** A role in words; an unknown one as it stands on the ledger. */
export function roleText(role: string): string {
    const name = roleNames[role];
    return name === undefined ? role : t(name);
}
