package dev.slipway.serve.embedded.llama;

import dev.slipway.serve.embedded.gguf.GgufFile;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.ServeException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Loads a model in another process first, and decodes a few tokens there. llama.cpp asserts much of what a file says and ends
 * the process when it is otherwise; that must not be the one that serves. The trial maps the file, so it takes little memory,
 * and what it reads from disk the real loading finds in the system's cache.
 *
 * <p>The other process is the same Java with the same class path. Where it cannot be started, models are loaded without trial.
 */
public final class TrialLoad {
    private static final int REFUSED = 3;
    private static final int TOKENS = 64;
    private static final int KEPT_OUTPUT = 1 << 16;

    /** Files that passed, as they were: not tried again. */
    private static final Set<Passed> PASSED = ConcurrentHashMap.newKeySet();

    private record Passed(Path path, long bytes, FileTime modified) {}

    private TrialLoad() {}

    /** FAILED_PRECONDITION with the runtime's last words when the model is not served by it. */
    public static void run(GgufFile file) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Optional<Passed> now = now(file);
        if (!Files.isExecutable(java) || now.filter(PASSED::contains).isPresent()) {
            return;
        }
        ProcessBuilder builder = new ProcessBuilder(
                java.toString(),
                "-Xmx256m",
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+SuppressFatalErrorMessage",
                "-XX:-CreateCoredumpOnCrash",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                TrialLoad.class.getName(),
                file.path().toString());
        builder.redirectErrorStream(true);
        builder.environment().put("GGML_NO_BACKTRACE", "1");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        try {
            judge(file, builder.start());
            now.ifPresent(PASSED::add);
        } catch (IOException e) {
            System.getLogger(TrialLoad.class.getName())
                    .log(System.Logger.Level.WARNING, "no trial of " + file.path() + ": " + e.getMessage());
        }
    }

    /** The other process. */
    public static void main(String[] arguments) {
        GgufFile file = GgufFile.read(Path.of(arguments[0]));
        try (LlamaModel model = LlamaModel.load(file, LlamaModel.Access.MAPPED);
                LlamaContext context = new LlamaContext(model, new LlamaContext.Shape(2 * TOKENS, TOKENS, 2, 1));
                Batch batch = new Batch(TOKENS)) {
            int[] tokens = model.vocabulary().tokenize("The 1st text, a \u00e9 \ud83d\ude00\n", true, true);
            model.vocabulary().detokenize(tokens, true);
            for (boolean embeds : new boolean[] {false, true}) {
                batch.clear();
                for (int i = 0; i < Math.min(tokens.length, TOKENS / 2); i++) {
                    batch.add(tokens[i], i, 0, true);
                    batch.add(tokens[i], i, 1, true);
                }
                context.clear();
                context.embeds(embeds);
                context.decode(batch);
            }
        } catch (ServeException e) {
            System.out.println(e.getMessage());
            System.exit(REFUSED);
        }
    }

    private static Optional<Passed> now(GgufFile file) {
        try {
            return Optional.of(
                    new Passed(file.path().toRealPath(), file.bytes(), Files.getLastModifiedTime(file.path())));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void judge(GgufFile file, Process process) throws IOException {
        try {
            process.getOutputStream().close();
            byte[] output = process.getInputStream().readNBytes(KEPT_OUTPUT);
            process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                throw new IOException("it does not end");
            }
            int exit = process.exitValue();
            if (exit == 0) {
                return;
            }
            List<String> lines =
                    new String(output, StandardCharsets.UTF_8).lines().toList();
            if (exit == REFUSED && !lines.isEmpty()) {
                throw new ServeException(Code.FAILED_PRECONDITION, lines.getLast());
            }
            throw new ServeException(
                    Code.FAILED_PRECONDITION,
                    "cannot load model: " + file.path() + ": llama.cpp ends the process with it (exit " + exit
                            + reason(lines).map(line -> ": " + line).orElse("")
                            + "; expected: a model that llama.cpp b4916 runs)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServeException(Code.UNAVAILABLE, "interrupted while a model was tried: " + file.path(), e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Optional<String> reason(List<String> lines) {
        return lines.stream()
                .filter(line -> line.contains("GGML_ASSERT(") || line.contains("what():") || line.contains("ERROR"))
                .map(line -> line.replaceFirst("^.*/src/", "").strip())
                .findFirst();
    }
}
