package dev.slipway.engine.sandbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Starts programs that end when this process does, however it ends. The kernel sends the signal of
 * {@code PR_SET_PDEATHSIG} when the thread that started the child ends, so one thread that lives as long as the process
 * starts them all.
 */
final class Spawner {
    /** Ends at once when the parent died before the signal was asked for, as then it never comes. */
    private static final String GUARD = "[ \"$PPID\" = \"$1\" ] || exit 125; shift; exec \"$@\"";

    private static final ExecutorService THREAD = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("slipway-spawner").daemon().factory());

    private Spawner() {}

    /** @param builder its command is run below {@code setpriv}; its pid is the command's own */
    static Process start(ProcessBuilder builder) throws IOException {
        List<String> command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "sh", "-c", GUARD, "sh"));
        command.add(Long.toString(ProcessHandle.current().pid()));
        command.addAll(builder.command());
        builder.command(command);
        builder.environment().put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        Future<Process> started = THREAD.submit((Callable<Process>) builder::start);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return started.get();
                } catch (InterruptedException e) {
                    // The process must not be lost; starting one takes milliseconds.
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IOException(e.getCause().getMessage(), e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
