import { Certificates } from '../../ledger/certificates.repository.js';
import { TransparencyLog } from '../../ledger/log.repository.js';
import { Plants } from '../../ledger/plants.repository.js';
import { State } from '../../ledger/state.js';
import { LinguangContext } from '../context/context.js';

/** What a function of the `certificate` chaincode works with. */
export class CertificateContext extends LinguangContext {
    #state: State | undefined;

    get certificates(): Certificates {
        return new Certificates(this.#ledger);
    }

    get plants(): Plants {
        return new Plants(this.#ledger);
    }

    get log(): TransparencyLog {
        return new TransparencyLog(this.#ledger);
    }

    /** Bytes of public state written so far. */
    get written(): number {
        return this.#ledger.written;
    }

    get #ledger(): State {
        this.#state ??= new State(this.stub);
        return this.#state;
    }
}
