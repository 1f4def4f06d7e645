package foreign.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.CallOptions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.hyperledger.fabric.client.Commit;
import org.hyperledger.fabric.client.CommitStatusException;
import org.hyperledger.fabric.client.Gateway;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.Network;
import org.hyperledger.fabric.client.Proposal;
import org.hyperledger.fabric.client.Signable;
import org.hyperledger.fabric.client.Status;
import org.hyperledger.fabric.client.SubmittedTransaction;
import org.hyperledger.fabric.client.Transaction;

/** Transactions as applications send them. */
final class Calls {
    record Committed(String result, String transactionId, String code, boolean successful, long block) {}

    private static final int DEFAULT_TIMEOUT_MS = 30_000;

    private Calls() {}

    static String evaluate(final Connection connection, final Main.Request asked) throws GatewayException {
        return new String(proposal(connection.network(), asked).evaluate(deadline(asked)), UTF_8);
    }

    static String submit(final Connection connection, final Main.Request asked) throws Exception {
        Transaction endorsed = proposal(connection.network(), asked).endorse(deadline(asked));
        return new String(endorsed.submit(deadline(asked)), UTF_8);
    }

    /** Submits and waits for the status apart, so that an invalid transaction is an answer and no error. */
    static Committed commit(final Connection connection, final Main.Request asked) throws GatewayException {
        SubmittedTransaction pending =
                proposal(connection.network(), asked).endorse().submitAsync();
        return statusOf(pending, pending.getResult());
    }

    /** Sends one transaction to the orderers two times. */
    static List<Committed> twice(final Connection connection, final Main.Request asked) throws GatewayException {
        Transaction endorsed = proposal(connection.network(), asked).endorse();
        List<Committed> statuses = new ArrayList<>();
        for (int time = 0; time < 2; time++) {
            statuses.add(statusOf(endorsed.submitAsync(), endorsed.getResult()));
        }
        return statuses;
    }

    /** Has every message signed apart from the gateway that sends it. */
    static Committed offline(final Connection connection, final Main.Request asked)
            throws GatewayException, GeneralSecurityException {
        Gateway gateway = connection.offline();
        Proposal unsigned = proposal(gateway.getNetwork(connection.channelName()), asked);
        Proposal signed = gateway.newSignedProposal(unsigned.getBytes(), sign(connection, unsigned));
        Transaction endorsed = signed.endorse();
        Transaction transaction = gateway.newSignedTransaction(endorsed.getBytes(), sign(connection, endorsed));
        SubmittedTransaction pending = transaction.submitAsync();
        Commit asking = gateway.newSignedCommit(pending.getBytes(), sign(connection, pending));
        return statusOf(asking, transaction.getResult());
    }

    static UnaryOperator<CallOptions> deadline(final Main.Request asked) {
        int milliseconds = asked.timeoutMs() == 0 ? DEFAULT_TIMEOUT_MS : asked.timeoutMs();
        return call -> call.withDeadlineAfter(milliseconds, TimeUnit.MILLISECONDS);
    }

    private static byte[] sign(final Connection connection, final Signable message) throws GeneralSecurityException {
        return connection.signer().sign(message.getDigest());
    }

    private static Committed statusOf(final Commit pending, final byte[] result) throws CommitStatusException {
        Status status = pending.getStatus();
        return new Committed(
                new String(result, UTF_8),
                status.getTransactionId(),
                status.getCode().name(),
                status.isSuccessful(),
                status.getBlockNumber());
    }

    private static Proposal proposal(final Network network, final Main.Request asked) {
        Proposal.Builder builder = network.getContract(asked.chaincode()).newProposal(asked.function());
        if (asked.arguments() != null) {
            builder.addArguments(asked.arguments().toArray(String[]::new));
        }
        if (asked.transientData() != null) {
            asked.transientData().forEach(builder::putTransient);
        }
        if (asked.organisations() != null) {
            builder.setEndorsingOrganizations(asked.organisations().toArray(String[]::new));
        }
        return builder.build();
    }
}
