package foreign.goods;

import org.hyperledger.fabric.contract.ContractRouter;
import org.hyperledger.fabric.shim.ChaincodeServerProperties;
import org.hyperledger.fabric.shim.NettyChaincodeServer;

/**
 * Serves the contract. The shim's own main class reads address, package id, key and certificate from the environment, but
 * asks no peer for a certificate; this one does.
 */
public final class Main {
    private Main() {}

    public static void main(final String[] arguments) throws Exception {
        ContractRouter router = new ContractRouter(arguments);
        ChaincodeServerProperties properties = router.getChaincodeServerConfig();
        if (properties.isTlsEnabled()) {
            properties.setTrustCertCollectionFile(System.getenv("CORE_PEER_TLS_ROOTCERT_FILE"));
        }
        router.startRouterWithChaincodeServer(new NettyChaincodeServer(router, properties));
    }
}
