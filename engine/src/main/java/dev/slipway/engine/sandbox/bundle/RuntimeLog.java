package dev.slipway.engine.sandbox.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The runtime's own log: one JSON object a message, with {@code level} and {@code msg}. */
public final class RuntimeLog {
    private RuntimeLog() {}

    /** The last error: there is one only when the runtime could not start the process. */
    public static Optional<String> error(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Optional<String> last = Optional.empty();
        try (JsonParser json = new JsonFactory().createParser(Files.readAllBytes(file))) {
            String level = "";
            String message = "";
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.VALUE_STRING && "level".equals(json.currentName())) {
                    level = json.getText();
                } else if (token == JsonToken.VALUE_STRING && "msg".equals(json.currentName())) {
                    message = json.getText();
                } else if (token == JsonToken.END_OBJECT && (level.equals("error") || level.equals("fatal"))) {
                    last = Optional.of(message);
                }
            }
        }
        return last;
    }

    /** What a shell would have answered to the same: 127 for a program that is not there, 126 for one that is none. */
    public static Optional<Integer> exitCode(String error) {
        String lower = error.toLowerCase(java.util.Locale.ROOT);
        boolean program = lower.contains("exec: ") || lower.contains("exec `") || lower.contains("executable file");
        if (!program && !lower.contains("exec failed") && !lower.contains("open executable")) {
            return Optional.empty();
        }
        boolean absent = lower.contains("not found") || lower.contains("no such file");
        return Optional.of(absent ? 127 : 126);
    }
}
