package foreign.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An application on the Java gateway library that a test drives: each line of its input is a request in JSON, each line
 * of its output the answer. The client in Go understands the same requests. Arguments: PROFILE USER.
 */
public final class Main {
    record Request(
            String action,
            String chaincode,
            String function,
            List<String> arguments,
            Map<String, String> transientData,
            List<String> organisations,
            int timeoutMs,
            Long startBlock,
            int count,
            String checkpoint) {}

    record Answer(Object value, Failure failure) {}

    private Main() {}

    public static void main(final String[] arguments) throws Exception {
        if (arguments.length != 2) {
            System.err.println("usage: PROFILE USER");
            System.exit(2);
        }
        Gson gson = new GsonBuilder().disableHtmlEscaping().create();
        PrintStream output = new PrintStream(System.out, true, UTF_8);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        try (Connection connection = Connection.open(Path.of(arguments[0]), arguments[1])) {
            String line = input.readLine();
            while (line != null) {
                output.println(gson.toJson(reply(connection, gson.fromJson(line, Request.class))));
                line = input.readLine();
            }
        }
    }

    private static Answer reply(final Connection connection, final Request asked) {
        try {
            return new Answer(perform(connection, asked), null);
        } catch (Exception thrown) {
            return new Answer(null, Failure.of(thrown));
        }
    }

    private static Object perform(final Connection connection, final Request asked) throws Exception {
        return switch (asked.action()) {
            case "evaluate" -> Calls.evaluate(connection, asked);
            case "submit" -> Calls.submit(connection, asked);
            case "commit" -> Calls.commit(connection, asked);
            case "twice" -> Calls.twice(connection, asked);
            case "offline" -> Calls.offline(connection, asked);
            case "events" -> Events.chaincode(connection, asked);
            case "blocks" -> Events.blocks(connection, asked);
            case "filtered" -> Events.filtered(connection, asked);
            case "private" -> Events.withPrivateData(connection, asked);
            default -> throw new IllegalArgumentException("there is no action " + asked.action());
        };
    }
}
