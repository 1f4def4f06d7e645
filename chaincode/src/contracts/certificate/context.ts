import type { SlotRecord } from '../../domain/index.js';
import { Certificates } from '../../ledger/certificates.repository.js';
import { State } from '../../ledger/state.js';
import { LinguangContext } from '../context/context.js';
import { slotRecords } from './energyledger.js';

/** What a function of the `certificate` chaincode works with. */
export class CertificateContext extends LinguangContext {
    #state: State | undefined;

    get certificates(): Certificates {
        this.#state ??= new State(this.stub);
        return new Certificates(this.#state);
    }

    /** Records of settled slots as the energy chaincode has them on this peer; joins the read set of this transaction. */
    slotRecords(from: number, to: number): Promise<readonly SlotRecord[]> {
        return slotRecords(this.stub, from, to);
    }
}
