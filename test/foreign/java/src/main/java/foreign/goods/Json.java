package foreign.goods;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.HexFormat;
import java.util.List;

/** JSON as the Go build writes it: fields in order of declaration, {@code <}, {@code >} and {@code &} as they are. */
final class Json {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private Json() {}

    static String encode(final Object value) {
        return GSON.toJson(value);
    }

    static List<String> texts(final String json) {
        return List.of(GSON.fromJson(json, String[].class));
    }

    static byte[] bytes(final String text) {
        return text.getBytes(UTF_8);
    }

    static String hex(final byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
