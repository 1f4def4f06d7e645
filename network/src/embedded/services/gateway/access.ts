import { status } from '@grpc/grpc-js';
import type { Ledger, SignedData } from '../../ledger.js';
import { RpcError } from '../rpcerror.js';

/** Checks a signed request against the channel's access rules. @throws RpcError PERMISSION_DENIED */
export function checkAccess(ledger: Ledger, resource: string, channel: string, signed: SignedData): void {
    if (channel !== ledger.channel) {
        throw new RpcError(status.PERMISSION_DENIED, `Failed to get policy manager for channel [${channel}]`);
    }
    try {
        ledger.policies.checkAcl(resource, signed.identity, signed.data, signed.signature);
    } catch (error) {
        throw new RpcError(status.PERMISSION_DENIED, error instanceof Error ? error.message : String(error));
    }
}
