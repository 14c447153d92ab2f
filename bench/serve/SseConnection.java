import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** HTTP/1.1 with one streamed answer after the other. */
final class SseConnection extends Connection {
    private final Counts counts;
    private final byte[] request;
    /** What stands before a token's text. */
    private final byte[] before;

    private int events;
    private boolean done;
    /** Where the text began in the last event: it is there in the next one too. */
    private int textAt;

    SseConnection(SocketChannel socket, Load.Kind kind, Counts counts) throws IOException {
        super(socket);
        this.counts = counts;
        this.before = (kind == Load.Kind.CHAT ? "\"content\":\"" : "\"text\":\"").getBytes(StandardCharsets.US_ASCII);
        String body = kind == Load.Kind.CHAT
                ? "{\"model\":\"scripted\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me a story.\"}],\"stream\":true,"
                        + "\"temperature\":0,\"max_tokens\":" + counts.perAnswer() + "}"
                : "{\"text\":\"Tell me a story.\",\"stream\":true,\"sampling_params\":{\"temperature\":0,\"max_new_tokens\":"
                        + counts.perAnswer() + "}}";
        this.request = ("POST " + (kind == Load.Kind.CHAT ? "/v1/chat/completions" : "/generate")
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
        write(request);
    }

    @Override
    int take(byte[] bytes, int end, long now) {
        int begin = 0;
        for (int i = 1; i < end; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\n') {
                event(bytes, begin, i, now);
                begin = i + 1;
            }
        }
        // The last chunk of the answer, which comes after its last event.
        if (done && end - begin >= 5 && bytes[end - 5] == '0' && bytes[end - 1] == '\n') {
            done = false;
            write(request);
            return end;
        }
        return begin;
    }

    private void event(byte[] bytes, int begin, int end, long now) {
        events++;
        counts.tokens++;
        int text = text(bytes, begin, end);
        if (text > 0) {
            counts.arrived(bytes, text, now);
        } else if (isDone(bytes, end)) {
            counts.answered(events);
            events = 0;
            done = true;
        }
    }

    /** {@code data: [DONE]}, two line ends. */
    private static boolean isDone(byte[] bytes, int end) {
        return bytes[end - 2] == ']' && bytes[end - 3] == 'E';
    }

    private int text(byte[] bytes, int begin, int end) {
        if (!isText(bytes, begin + textAt, end)) {
            textAt = before.length;
            while (begin + textAt < end && !isText(bytes, begin + textAt, end)) {
                textAt++;
            }
        }
        return begin + textAt < end ? begin + textAt : 0;
    }

    private boolean isText(byte[] bytes, int at, int end) {
        if (at < before.length || at >= end) {
            return false;
        }
        for (int i = 0; i < before.length; i++) {
            if (bytes[at - before.length + i] != before[i]) {
                return false;
            }
        }
        return true;
    }
}
