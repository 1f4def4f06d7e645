package foreign.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.hyperledger.fabric.client.ChaincodeEvent;
import org.hyperledger.fabric.client.ChaincodeEventsRequest;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.client.FileCheckpointer;

/** Events of chaincodes and blocks as applications receive them. */
final class Events {
    record Event(String name, String payload, String transactionId, long block) {}

    record Block(long number, int transactions, int privateTransactions) {}

    private Events() {}

    /** Waits for so many events. A checkpoint file lets the next call go on where this one ended. */
    static List<Event> chaincode(final Connection connection, final Main.Request asked) throws IOException {
        ChaincodeEventsRequest.Builder builder = connection.network().newChaincodeEventsRequest(asked.chaincode());
        if (asked.startBlock() != null) {
            builder.startBlock(asked.startBlock());
        }
        if (asked.checkpoint() == null) {
            return receive(builder.build().getEvents(Calls.deadline(asked)), asked.count(), Events::describe);
        }
        try (FileCheckpointer checkpointer = new FileCheckpointer(Path.of(asked.checkpoint()))) {
            builder.checkpoint(checkpointer);
            List<Event> received = new ArrayList<>();
            try (CloseableIterator<ChaincodeEvent> stream = builder.build().getEvents(Calls.deadline(asked))) {
                while (received.size() < asked.count()) {
                    ChaincodeEvent event = stream.next();
                    checkpointer.checkpointChaincodeEvent(event);
                    received.add(describe(event));
                }
            }
            return received;
        }
    }

    static List<Block> blocks(final Connection connection, final Main.Request asked) {
        return receive(
                connection.network().newBlockEventsRequest().startBlock(from(asked)).build().getEvents(Calls.deadline(asked)),
                asked.count(),
                block -> new Block(block.getHeader().getNumber(), block.getData().getDataCount(), 0));
    }

    static List<Block> filtered(final Connection connection, final Main.Request asked) {
        return receive(
                connection.network().newFilteredBlockEventsRequest().startBlock(from(asked)).build().getEvents(Calls.deadline(asked)),
                asked.count(),
                block -> new Block(block.getNumber(), block.getFilteredTransactionsCount(), 0));
    }

    static List<Block> withPrivateData(final Connection connection, final Main.Request asked) {
        return receive(
                connection.network().newBlockAndPrivateDataEventsRequest().startBlock(from(asked)).build().getEvents(Calls.deadline(asked)),
                asked.count(),
                one -> new Block(
                        one.getBlock().getHeader().getNumber(),
                        one.getBlock().getData().getDataCount(),
                        one.getPrivateDataMapCount()));
    }

    private static long from(final Main.Request asked) {
        return asked.startBlock() == null ? 0 : asked.startBlock();
    }

    private static Event describe(final ChaincodeEvent event) {
        return new Event(
                event.getEventName(),
                new String(event.getPayload(), UTF_8),
                event.getTransactionId(),
                event.getBlockNumber());
    }

    private static <T, R> List<R> receive(
            final CloseableIterator<T> stream, final int count, final Function<T, R> describe) {
        try (stream) {
            List<R> received = new ArrayList<>();
            while (received.size() < count) {
                received.add(describe.apply(stream.next()));
            }
            return received;
        }
    }
}
