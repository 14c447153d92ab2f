package dev.slipway.engine.source.debootstrap;

import dev.slipway.engine.step.SourceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One run of a program: its standard output goes to a reader, its messages to another. An interrupt ends the program
 * and all that it started.
 */
final class Program {
    private static final int LAST_LINES = 20;
    private static final int GRACE_SECONDS = 10;

    private final List<String> command;
    private final Map<String, String> environment;

    /** @param environment all that the program sees */
    Program(List<String> command, Map<String, String> environment) {
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
    }

    /** Takes standard output; reads it to its end. */
    interface Reader<T> {
        T read(InputStream output) throws IOException;
    }

    /** Takes a piece of standard error as it comes. */
    interface Messages {
        Messages NONE = bytes -> {};

        void write(byte[] bytes);
    }

    /** @param lastLines of standard error */
    record Ended<T>(int exitCode, T output, List<String> lastLines) {}

    <T> Ended<T> run(Reader<T> reader, Messages messages) throws InterruptedException {
        Process process = start();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<String>> errors = threads.submit(() -> follow(process.getErrorStream(), messages));
            Future<T> output = threads.submit(() -> {
                try (InputStream in = process.getInputStream()) {
                    return reader.read(in);
                }
            });
            try {
                T result = output.get();
                return new Ended<>(process.waitFor(), result, errors.get());
            } catch (ExecutionException e) {
                throw rethrow(e.getCause());
            } finally {
                end(process);
            }
        }
    }

    private Process start() {
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().clear();
            builder.environment().putAll(environment);
            builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
            return builder.start();
        } catch (IOException e) {
            throw SourceException.io("run \"" + command.getFirst() + "\"", e);
        }
    }

    private static List<String> follow(InputStream in, Messages messages) throws IOException {
        Deque<String> last = new ArrayDeque<>();
        StringBuilder line = new StringBuilder();
        byte[] buffer = new byte[8192];
        for (int count; (count = in.read(buffer)) >= 0; ) {
            messages.write(java.util.Arrays.copyOf(buffer, count));
            for (int i = 0; i < count; i++) {
                if (buffer[i] == '\n') {
                    keep(last, line);
                } else if (line.length() < 4096) {
                    line.append((char) (buffer[i] & 0xFF));
                }
            }
        }
        keep(last, line);
        return List.copyOf(last);
    }

    private static void keep(Deque<String> last, StringBuilder line) {
        if (!line.isEmpty()) {
            last.addLast(line.toString());
            if (last.size() > LAST_LINES) {
                last.removeFirst();
            }
            line.setLength(0);
        }
    }

    /** First politely, so that it undoes its mounts; then for good, with all that it started. */
    private static void end(Process process) {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> tree = process.descendants().toList();
        process.destroy();
        boolean interrupted = Thread.interrupted();
        try {
            process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        process.destroyForcibly();
        tree.forEach(ProcessHandle::destroyForcibly);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static RuntimeException rethrow(Throwable cause) {
        return switch (cause) {
            case RuntimeException fault -> fault;
            case Error fault -> throw fault;
            case IOException fault -> new UncheckedIOException(fault);
            default -> new IllegalStateException(cause);
        };
    }
}
