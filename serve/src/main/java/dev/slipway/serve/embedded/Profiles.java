package dev.slipway.serve.embedded;

import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.ServeException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.util.Optional;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/** Profiles of this process as Java flight recordings, one at a time. */
final class Profiles {
    private final Clock clock;
    private @Nullable Recording recording;
    private @Nullable Path file;

    Profiles(Clock clock) {
        this.clock = clock;
    }

    synchronized String start(Optional<Path> directory) {
        if (recording != null) {
            throw new ServeException(Code.FAILED_PRECONDITION, "a profile is being recorded already, into " + file);
        }
        Path into = directory.orElse(Path.of(System.getProperty("java.io.tmpdir")));
        try {
            Files.createDirectories(into);
            Recording started = new Recording(Configuration.getConfiguration("profile"));
            started.start();
            recording = started;
            file = into.resolve("slipway-" + clock.millis() + ".jfr");
            return "recording into " + file;
        } catch (IOException | ParseException e) {
            throw new ServeException(
                    Code.FAILED_PRECONDITION, "cannot record a profile into " + into + ": " + e.getMessage(), e);
        }
    }

    synchronized String stop() {
        Recording running = recording;
        if (running == null) {
            throw new ServeException(Code.FAILED_PRECONDITION, "no profile is being recorded");
        }
        recording = null;
        try (running) {
            running.stop();
            running.dump(file);
            return "recorded into " + file;
        } catch (IOException e) {
            throw new ServeException(
                    Code.FAILED_PRECONDITION, "cannot write profile: " + file + ": " + e.getMessage(), e);
        }
    }
}
