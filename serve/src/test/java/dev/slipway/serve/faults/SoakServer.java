package dev.slipway.serve.faults;

import dev.slipway.serve.InferenceServer;
import dev.slipway.serve.config.Presentation;
import dev.slipway.serve.config.ServeConfig;
import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.Embedding;
import dev.slipway.serve.engine.EngineAdmin;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.InferenceEngine;
import dev.slipway.serve.engine.ModelInfo;
import dev.slipway.serve.engine.TextCodec;
import dev.slipway.serve.scripted.Script;
import dev.slipway.serve.scripted.ScriptedEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A server in a process of its own, with a heap of 512 MiB, that tells how it is when it is asked. */
final class SoakServer implements AutoCloseable {
    /** Ids of requests that begin so are answered as fast as they are read, the others at {@link #TOKENS_A_SECOND}. */
    static final String FAST = "fast";

    static final int TOKENS_A_SECOND = 50;

    private final Process process;
    private final PrintWriter questions;
    private final BufferedReader answers;
    private final String[] ports;

    /** @param heapBytes after a collection */
    record State(int running, long heapBytes) {}

    SoakServer() throws IOException {
        process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        // Surefire hands its own class path over in a jar's manifest.
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SoakServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        questions = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
        ports = answer();
    }

    private String[] answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the server's process has ended");
        }
        return line.split(" ");
    }

    int httpPort() {
        return Integer.parseInt(ports[0]);
    }

    int grpcPort() {
        return Integer.parseInt(ports[1]);
    }

    State state() throws IOException {
        questions.println();
        String[] told = answer();
        return new State(Integer.parseInt(told[0]), Long.parseLong(told[1]));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] arguments) throws IOException {
        try (TwoPaces engine = new TwoPaces(
                        new ScriptedEngine(
                                Script.FAST.withPace(Duration.ofSeconds(1).dividedBy(TOKENS_A_SECOND))),
                        new ScriptedEngine(Script.FAST));
                InferenceServer server = InferenceServer.start(
                        ServeConfig.LOCAL.withPresentation(new Presentation(Optional.empty(), true, false)), engine)) {
            System.out.println(server.httpPort() + " " + server.grpcPort().orElseThrow());
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (questions.readLine() != null) {
                System.gc();
                System.out.println(engine.running() + " "
                        + ManagementFactory.getMemoryMXBean()
                                .getHeapMemoryUsage()
                                .getUsed());
            }
        }
    }

    private record TwoPaces(ScriptedEngine paced, ScriptedEngine fast) implements InferenceEngine {
        @Override
        public Flow.Publisher<GenerationEvent> generate(GenerateRequest request) {
            return (request.rid().startsWith(FAST) ? fast : paced).generate(request);
        }

        int running() {
            return paced.load().running() + fast.load().running();
        }

        @Override
        public ModelInfo model() {
            return paced.model();
        }

        @Override
        public CompletionStage<Embedding> embed(EmbedRequest request) {
            return paced.embed(request);
        }

        @Override
        public TextCodec text() {
            return paced.text();
        }

        @Override
        public EngineAdmin admin() {
            return paced.admin();
        }

        @Override
        public boolean isHealthy() {
            return paced.isHealthy() && fast.isHealthy();
        }

        @Override
        public void close() {
            paced.close();
            fast.close();
        }
    }
}
