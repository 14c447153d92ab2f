package dev.slipway.serve.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.serve.api.JsonBody;
import dev.slipway.serve.grpc.GrpcClient;
import dev.slipway.serve.proto.GenerateRequest;
import dev.slipway.serve.proto.GenerateResponse;
import dev.slipway.serve.proto.SamplingParams;
import dev.slipway.serve.proto.TextGenerateRequest;
import dev.slipway.serve.proto.TextGenerateResponse;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One of the many streams.
 *
 * @param isSlow whether the engine is faster than the reader
 * @param tokens of the whole answer, a letter each
 */
record SoakStream(Kind kind, String prompt, boolean isSlow, int tokens) {
    static final int SLOW_READER_TOKENS_A_SECOND = 400;

    enum Kind {
        TEXT_RPC,
        NATIVE_EVENTS,
        TOKENS_RPC,
        CHAT_EVENTS
    }

    static SoakStream of(int number, int seconds) {
        Kind kind = Kind.values()[number % Kind.values().length];
        boolean isSlow = number / Kind.values().length % 10 == 0;
        int pace = isSlow ? SLOW_READER_TOKENS_A_SECOND : SoakServer.TOKENS_A_SECOND;
        return new SoakStream(kind, "stream " + number, isSlow, pace * seconds);
    }

    /** What {@link #read} must give, as a server tells it in one piece. */
    String expected(Reference reference) throws Exception {
        boolean isChat = kind == Kind.CHAT_EVENTS;
        JsonNode answer = reference.answer(path(isChat), body(isChat, false));
        return answer.at(isChat ? "/choices/0/message/content" : "/text").textValue();
    }

    /** Another server with the same engine. */
    interface Reference {
        JsonNode answer(String path, String json) throws Exception;
    }

    /** The text of the answer as its pieces make it, in the order they came. */
    String read(SoakServer server) throws Exception {
        // A connection each: what waits for a slow reader fills the window that it shares with others.
        try (GrpcClient client = new GrpcClient(server.grpcPort())) {
            return switch (kind) {
                case TEXT_RPC -> textRpc(client);
                case TOKENS_RPC -> tokensRpc(client);
                case NATIVE_EVENTS -> events(server.httpPort(), false, "/text");
                case CHAT_EVENTS -> events(server.httpPort(), true, "/choices/0/delta/content");
            };
        }
    }

    private String rid() {
        return (isSlow ? SoakServer.FAST : "paced") + " " + prompt;
    }

    private SamplingParams sampling() {
        return SamplingParams.newBuilder()
                .setTemperature(0)
                .setMaxNewTokens(tokens)
                .build();
    }

    private String textRpc(GrpcClient client) throws Exception {
        Iterator<TextGenerateResponse> answer = client.blocking()
                .textGenerate(TextGenerateRequest.newBuilder()
                        .setText(prompt)
                        .setRid(rid())
                        .setStream(true)
                        .setSamplingParams(sampling())
                        .build());
        return read(answer, each -> new Piece(each.getText(), each.getMetaInfoMap(), each.getFinished()));
    }

    private String tokensRpc(GrpcClient client) throws Exception {
        Iterator<GenerateResponse> answer = client.blocking()
                .generate(GenerateRequest.newBuilder()
                        .addInputIds(256)
                        .addAllInputIds(prompt.chars().boxed().toList())
                        .setRid(rid())
                        .setStream(true)
                        .setSamplingParams(sampling())
                        .build());
        return read(answer, each -> {
            StringBuilder letters = new StringBuilder();
            each.getOutputIdsList().forEach(letters::appendCodePoint);
            return new Piece(letters.toString(), each.getMetaInfoMap(), each.getFinished());
        });
    }

    private record Piece(String text, Map<String, String> meta, boolean isLast) {}

    private <T> String read(Iterator<T> answer, Function<T, Piece> form) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        long begin = System.nanoTime();
        boolean isFinished = false;
        while (answer.hasNext()) {
            Piece piece = form.apply(answer.next());
            text.append(piece.text());
            isFinished = piece.isLast();
            counted(text, Integer.parseInt(piece.meta().get("completion_tokens")));
            rest(text, begin);
        }
        return isFinished ? text.toString() : text + " without an end";
    }

    private static String path(boolean isChat) {
        return isChat ? "/v1/chat/completions" : "/generate";
    }

    private String body(boolean isChat, boolean isStreamed) {
        String asked = isChat
                ? "\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}],\"temperature\":0,\"max_tokens\":"
                        + tokens
                : "\"text\":\"" + prompt + "\",\"sampling_params\":{\"temperature\":0,\"max_new_tokens\":" + tokens
                        + "}";
        return "{" + asked + ",\"rid\":\"" + rid() + "\",\"stream\":" + isStreamed + "}";
    }

    /** By a socket of its own, as the JDK's clients do not let a reader have a small buffer. */
    private String events(int port, boolean isChat, String piece) throws Exception {
        StringBuilder text = new StringBuilder();
        long begin = System.nanoTime();
        try (Socket socket = new Socket()) {
            if (isSlow) {
                socket.setReceiveBufferSize(32 << 10);
            }
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.getOutputStream()
                    .write(RawCall.http(path(isChat), body(isChat, true)).all());
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 1024);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("data: [DONE]")) {
                    return text.toString();
                }
                // The others are of HTTP: an event is never divided among chunks.
                if (line.startsWith("data: ")) {
                    JsonNode event =
                            JsonBody.read(line.substring("data: ".length()).getBytes(StandardCharsets.UTF_8));
                    text.append(event.at(piece).asText(""));
                    JsonNode count = event.at("/meta_info/completion_tokens");
                    counted(text, count.asInt(text.length()));
                    rest(text, begin);
                }
            }
        }
        return text + " without an end";
    }

    private void counted(StringBuilder text, int tokens) {
        if (text.length() != tokens) {
            throw new AssertionError(prompt + ": " + text.length() + " letters came when there were " + tokens);
        }
    }

    /** A slow reader reads the next piece when it is due, and the pieces meanwhile have to wait. */
    private void rest(StringBuilder text, long begin) throws InterruptedException {
        if (isSlow) {
            long due = begin + TimeUnit.SECONDS.toNanos(text.length()) / SLOW_READER_TOKENS_A_SECOND;
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        }
    }
}
