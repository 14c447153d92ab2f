package dev.slipway.engine.sandbox;

import dev.slipway.engine.step.StepContext;
import dev.slipway.plan.progress.BuildEvent;
import dev.slipway.plan.progress.BuildEvent.Stream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The runtime's process. It is the first of a process-id namespace, so that its end, and that of Slipway, takes every
 * process of the step with it, daemons too.
 */
final class StepProcess {
    private static final int CHUNK_BYTES = 16 << 10;
    private static final long KILL_SECONDS = 30;
    /** Runs the rest of its arguments and writes what that cost: the shell's {@code times}. */
    private static final String MEASURED = "t=$1; shift; \"$@\"; rc=$?; times >\"$t\"; exit $rc";

    private final StepContext context;
    private final Path times;
    private final OutputTail tail = new OutputTail();

    /** @param directory for a small file; must be there as long as the process runs */
    StepProcess(StepContext context, Path directory) {
        this.context = context;
        this.times = directory.resolve("times");
    }

    /**
     * @param cpu of all its processes
     * @param lastLines of its output
     */
    record Exit(int code, Duration cpu, List<String> lastLines) {}

    /** Waits for the end; an interrupt kills everything first. */
    Exit run(List<String> command) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(List.of(
                "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", MEASURED, "sh"));
        whole.add(times.toString());
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole);
        builder.environment().clear();
        builder.redirectInput(new File("/dev/null"));
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Process process = Spawner.start(builder);
        Thread out = pump(process.getInputStream(), Stream.STDOUT);
        Thread err = pump(process.getErrorStream(), Stream.STDERR);
        try {
            int code = process.waitFor();
            out.join();
            err.join();
            return new Exit(code, cpu(), tail.lines());
        } finally {
            kill(process, out, err);
        }
    }

    private void kill(Process process, Thread out, Thread err) {
        process.destroyForcibly();
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(KILL_SECONDS);
        while (process.isAlive() || out.isAlive() || err.isAlive()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "process " + process.pid() + " of a step did not end by SIGKILL in " + KILL_SECONDS + " s");
            }
            try {
                process.waitFor(KILL_SECONDS, TimeUnit.SECONDS);
                out.join(Duration.ofSeconds(1));
                err.join(Duration.ofSeconds(1));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread pump(InputStream in, Stream stream) {
        return Thread.ofVirtual().name("step-" + stream).start(() -> {
            byte[] buffer = new byte[CHUNK_BYTES];
            try (in) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    byte[] data = Arrays.copyOf(buffer, n);
                    tail.add(data);
                    context.listener()
                            .on(new BuildEvent.VertexLog(context.clock().instant(), context.vertex(), stream, data));
                }
            } catch (IOException e) {
                // The stream is closed under the reader when the process is killed: nothing more to tell.
            }
        });
    }

    /** Zero where the file is not there, as after a kill. */
    private Duration cpu() throws IOException {
        if (!Files.exists(times)) {
            return Duration.ZERO;
        }
        // First line the shell itself, second line its children; user and system time as 1m2.345s.
        Duration sum = Duration.ZERO;
        for (String line : Files.readAllLines(times)) {
            for (String time : line.strip().split("\\s+", -1)) {
                sum = sum.plus(parse(time));
            }
        }
        return sum;
    }

    static Duration parse(String time) {
        int minutes = time.indexOf('m');
        String seconds = time.substring(minutes + 1, time.length() - 1).replace(',', '.');
        return Duration.ofMinutes(Long.parseLong(time.substring(0, minutes)))
                .plusNanos(Math.round(Double.parseDouble(seconds) * 1e9));
    }
}
