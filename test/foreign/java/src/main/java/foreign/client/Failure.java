package foreign.client;

import io.grpc.Status;
import java.util.List;
import org.hyperledger.fabric.client.CommitException;
import org.hyperledger.fabric.client.CommitStatusException;
import org.hyperledger.fabric.client.EndorseException;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.GatewayRuntimeException;
import org.hyperledger.fabric.client.SubmitException;
import org.hyperledger.fabric.client.TransactionException;
import org.hyperledger.fabric.protos.gateway.ErrorDetail;

/** What an application learns of an error: the step, the gRPC or validation code, the text, and what each node said. */
record Failure(String step, String code, String message, String transactionId, List<Detail> details) {
    record Detail(String mspId, String message) {}

    static Failure of(final Exception thrown) {
        if (thrown instanceof CommitException invalid) {
            return new Failure("commit", invalid.getCode().name(), invalid.getMessage(), invalid.getTransactionId(), List.of());
        }
        if (thrown instanceof GatewayException failed) {
            String transactionId = failed instanceof TransactionException known ? known.getTransactionId() : null;
            return failure(step(failed), failed.getStatus(), transactionId, failed.getDetails());
        }
        if (thrown instanceof GatewayRuntimeException failed) {
            return failure("other", failed.getStatus(), null, failed.getDetails());
        }
        return new Failure("other", "UNKNOWN", String.valueOf(thrown), null, List.of());
    }

    private static Failure failure(
            final String step, final Status status, final String transactionId, final List<ErrorDetail> details) {
        return new Failure(
                step,
                status.getCode().name(),
                status.getDescription(),
                transactionId,
                details.stream()
                        .map(detail -> new Detail(detail.getMspId(), detail.getMessage()))
                        .toList());
    }

    private static String step(final GatewayException failed) {
        if (failed instanceof EndorseException) {
            return "endorse";
        }
        if (failed instanceof SubmitException) {
            return "submit";
        }
        return failed instanceof CommitStatusException ? "commitStatus" : "other";
    }
}
