import { LinguangContract } from '../context/contract.js';
import { EnergyContext } from './context.js';

/** Base of the contracts of the `energy` chaincode. */
export abstract class EnergyContract extends LinguangContract {
    override createContext(): EnergyContext {
        return new EnergyContext();
    }
}
