import { LinguangContract } from '../context/contract.js';
import { CertificateContext } from './context.js';

/** Base of the contracts of the `certificate` chaincode. */
export abstract class CertificateContract extends LinguangContract {
    override createContext(): CertificateContext {
        return new CertificateContext();
    }
}
