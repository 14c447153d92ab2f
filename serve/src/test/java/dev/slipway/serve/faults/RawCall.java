package dev.slipway.serve.faults;

import com.google.protobuf.MessageLite;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of one call, for callers who stop in the middle of them: HTTP/1.1, or gRPC in frames of HTTP/2 whose headers
 * are literals (RFC 7541, 6.2.2).
 *
 * @param all what a caller sends who stays
 * @param bodyEnd where the body begins to end: what is before it is never a whole request
 */
record RawCall(byte[] all, int bodyEnd, boolean isGrpc) {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    static RawCall http(String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("POST " + path + " HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
                        + "content-length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head);
        all.writeBytes(body);
        return new RawCall(all.toByteArray(), head.length + body.length / 2, false);
    }

    static RawCall grpc(String method, MessageLite request) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(all, SETTINGS, 0, 0, new byte[0]);
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        header(headers, ":method", "POST");
        header(headers, ":scheme", "http");
        header(headers, ":path", "/sglang.runtime.v1.SglangService/" + method);
        header(headers, ":authority", "localhost");
        header(headers, "content-type", "application/grpc");
        header(headers, "te", "trailers");
        frame(all, HEADERS, END_HEADERS, 1, headers.toByteArray());
        byte[] message = request.toByteArray();
        byte[] framed = ByteBuffer.allocate(5 + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
        int bodyEnd = all.size() + 9 + framed.length / 2;
        frame(all, DATA, END_STREAM, 1, framed);
        return new RawCall(all.toByteArray(), bodyEnd, true);
    }

    private static void header(ByteArrayOutputStream out, String name, String value) {
        out.write(0);
        for (String text : new String[] {name, value}) {
            out.write(text.length());
            out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void frame(ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
        out.writeBytes(ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array());
    }

    byte[] unfinished() {
        return Arrays.copyOf(all, bodyEnd);
    }

    /** Reads until that many messages of the answer are there. */
    void readMessages(InputStream in, int count) throws IOException {
        if (isGrpc) {
            readDataFrames(new DataInputStream(in), count);
        } else {
            readEvents(in, count);
        }
    }

    /** A frame a message, as the messages of these tests are small. */
    private static void readDataFrames(DataInputStream in, int count) throws IOException {
        for (int seen = 0; seen < count; ) {
            int lengthAndType = in.readInt();
            in.skipNBytes(5);
            in.skipNBytes(lengthAndType >>> 8);
            if ((lengthAndType & 0xff) == DATA) {
                seen++;
            }
        }
    }

    private static void readEvents(InputStream in, int count) throws IOException {
        byte[] mark = "data: ".getBytes(StandardCharsets.US_ASCII);
        int matched = 0;
        for (int seen = 0; seen < count; ) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the answer ended");
            }
            matched = next == mark[matched] ? matched + 1 : next == mark[0] ? 1 : 0;
            if (matched == mark.length) {
                seen++;
                matched = 0;
            }
        }
    }
}
