import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * HTTP/2 (RFC 9113) with as many gRPC streams as wanted, each followed by another one; knows just enough of it to ask and to count.
 * Windows are those of grpc-java's client when it has grown them: 1 MiB a stream, given back by halves.
 */
final class GrpcConnection extends Connection {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int WINDOW = 1 << 20;
    private static final int CONNECTION_WINDOW = 1 << 24;

    private final Counts counts;
    private final byte[] headers;
    private final byte[] request;
    private final Map<Integer, Stream> streams = new HashMap<>();
    private int nextStream = 1;
    private int consumed;

    private static final class Stream {
        byte[] rest = new byte[0];
        int messages;
        int consumed;
    }

    GrpcConnection(SocketChannel socket, int count, Counts counts) throws IOException {
        super(socket);
        this.counts = counts;
        this.headers = headers("/sglang.runtime.v1.SglangService/TextGenerate");
        this.request = request(counts.perAnswer());
        write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        write(frame(SETTINGS, 0, 0, new byte[] {0, 4, 0, (byte) (WINDOW >> 16), 0, 0}));
        write(windowUpdate(0, CONNECTION_WINDOW));
        for (int i = 0; i < count; i++) {
            ask();
        }
    }

    private void ask() {
        int id = nextStream;
        nextStream += 2;
        streams.put(id, new Stream());
        byte[] head = frame(HEADERS, END_HEADERS, id, headers);
        byte[] data = frame(DATA, END_STREAM, id, request);
        byte[] both = java.util.Arrays.copyOf(head, head.length + data.length);
        System.arraycopy(data, 0, both, head.length, data.length);
        write(both);
    }

    @Override
    int take(byte[] bytes, int end, long now) {
        int at = 0;
        while (end - at >= 9) {
            int length = (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | bytes[at + 2] & 0xff;
            if (end - at < 9 + length) {
                break;
            }
            frame(bytes[at + 3], bytes[at + 4], number(bytes, at + 5), bytes, at + 9, length, now);
            at += 9 + length;
        }
        return at;
    }

    private void frame(int type, int flags, int id, byte[] bytes, int at, int length, long now) {
        switch (type) {
            case DATA -> data(id, streams.get(id), bytes, at, length, now);
            case SETTINGS -> {
                if ((flags & 1) == 0) {
                    write(frame(SETTINGS, 1, 0, new byte[0]));
                }
            }
            case PING -> {
                if ((flags & 1) == 0) {
                    write(frame(PING, 1, 0, java.util.Arrays.copyOfRange(bytes, at, at + length)));
                }
            }
            case RST_STREAM, GOAWAY -> throw new IllegalStateException("the server ended a stream: " + number(bytes, at + length - 4));
            default -> {}
        }
        if ((type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
            counts.answered(streams.remove(id).messages);
            ask();
        }
    }

    private void data(int id, Stream stream, byte[] bytes, int at, int length, long now) {
        consumed += length;
        stream.consumed += length;
        if (consumed >= CONNECTION_WINDOW / 2) {
            write(windowUpdate(0, consumed));
            consumed = 0;
        }
        if (stream.consumed >= WINDOW / 2) {
            write(windowUpdate(id, stream.consumed));
            stream.consumed = 0;
        }
        if (stream.rest.length == 0) {
            int taken = messages(stream, bytes, at, at + length, now);
            stream.rest = java.util.Arrays.copyOfRange(bytes, taken, at + length);
        } else {
            byte[] all = java.util.Arrays.copyOf(stream.rest, stream.rest.length + length);
            System.arraycopy(bytes, at, all, stream.rest.length, length);
            stream.rest = java.util.Arrays.copyOfRange(all, messages(stream, all, 0, all.length, now), all.length);
        }
    }

    /** A message: a byte, four of its length, and a text (field 1) before all else. */
    private int messages(Stream stream, byte[] bytes, int begin, int end, long now) {
        int at = begin;
        while (end - at >= 5) {
            int length = number(bytes, at + 1);
            if (end - at < 5 + length) {
                break;
            }
            if (length > 2 && bytes[at + 5] == 0x0a) {
                counts.arrived(bytes, at + 7, now);
            }
            counts.tokens++;
            stream.messages++;
            at += 5 + length;
        }
        return at;
    }

    private static int number(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
    }

    private static byte[] windowUpdate(int id, int count) {
        return frame(WINDOW_UPDATE, 0, id, new byte[] {(byte) (count >> 24), (byte) (count >> 16), (byte) (count >> 8), (byte) count});
    }

    private static byte[] frame(int type, int flags, int id, byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(payload.length >> 16);
            out.writeShort(payload.length);
            out.writeByte(type);
            out.writeByte(flags);
            out.writeInt(id);
            out.write(payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** HPACK (RFC 7541): literals that are not indexed, by name. */
    private static byte[] headers(String path) {
        String[] all = {
            ":method", "POST", ":scheme", "http", ":path", path, ":authority", "127.0.0.1",
            "content-type", "application/grpc", "te", "trailers"
        };
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < all.length; i += 2) {
            bytes.write(0);
            for (String each : java.util.List.of(all[i], all[i + 1])) {
                bytes.write(each.length());
                bytes.writeBytes(each.getBytes(StandardCharsets.US_ASCII));
            }
        }
        return bytes.toByteArray();
    }

    /** A TextGenerateRequest: text, greedy sampling of so many tokens, streamed. */
    private static byte[] request(int tokens) {
        ByteArrayOutputStream sampling = new ByteArrayOutputStream();
        sampling.writeBytes(new byte[] {1 << 3 | 5, 0, 0, 0, 0, 8 << 3});
        int left = tokens;
        for (; left > 127; left >>>= 7) {
            sampling.write(left | 128);
        }
        sampling.write(left);
        byte[] text = "Tell me a story.".getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(new byte[] {0, 0, 0, 0, (byte) (text.length + sampling.size() + 6)});
        message.writeBytes(new byte[] {1 << 3 | 2, (byte) text.length});
        message.writeBytes(text);
        message.writeBytes(new byte[] {2 << 3 | 2, (byte) sampling.size()});
        message.writeBytes(sampling.toByteArray());
        message.writeBytes(new byte[] {3 << 3, 1});
        return message.toByteArray();
    }
}
