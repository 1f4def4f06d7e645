import { z } from 'zod';
import { type Action, defineAction } from '../operations/action.js';

const head = z.object({ position: z.int(), digest: z.string(), size: z.int(), state: z.string() });
const key = z.looseObject({ org: z.string(), kid: z.string() });
const named = ({ org, kid }: z.infer<typeof key>) => ({ org, kid });

export const registerLogKey = defineAction('log.registerKey', key, named);
export const revokeLogKey = defineAction('log.revokeKey', key, named);
export const proposeHead = defineAction('log.propose', head, (answer) => answer);
export const cosignHead = defineAction('log.cosign', head, (answer) => answer);
export const refuseHead = defineAction('log.refuse', head, (answer) => answer);

export const logActions: readonly Action[] = [registerLogKey, revokeLogKey, proposeHead, cosignHead, refuseHead];
