import { Bills } from '../../ledger/bills.repository.js';
import { Books } from '../../ledger/books.repository.js';
import { Corrections } from '../../ledger/corrections.repository.js';
import { Forward } from '../../ledger/forward.repository.js';
import { Marks } from '../../ledger/marks.repository.js';
import { Pool } from '../../ledger/pool.repository.js';
import { Readings } from '../../ledger/readings.repository.js';
import { Registry } from '../../ledger/registry.repository.js';
import { Settlements } from '../../ledger/settlements.repository.js';
import { State } from '../../ledger/state.js';
import { LinguangContext } from '../context/context.js';

/** What a function of the `energy` chaincode works with: one object per transaction. */
export class EnergyContext extends LinguangContext {
    #state: State | undefined;

    get marks(): Marks {
        return new Marks(this.#ledger());
    }

    get books(): Books {
        return new Books(this.#ledger());
    }

    get forward(): Forward {
        return new Forward(this.#ledger());
    }

    get registry(): Registry {
        return new Registry(this.#ledger());
    }

    get readings(): Readings {
        return new Readings(this.#ledger());
    }

    get settlements(): Settlements {
        return new Settlements(this.#ledger());
    }

    get corrections(): Corrections {
        return new Corrections(this.#ledger());
    }

    get bills(): Bills {
        return new Bills(this.#ledger());
    }

    get pool(): Pool {
        return new Pool(this.#ledger());
    }

    #ledger(): State {
        this.#state ??= new State(this.stub);
        return this.#state;
    }
}
