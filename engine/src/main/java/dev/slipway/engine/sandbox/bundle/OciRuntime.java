package dev.slipway.engine.sandbox.bundle;

import dev.slipway.engine.step.StepException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The program that makes containers.
 *
 * @param crun whether it is crun; everything else is spoken to as runc
 */
public record OciRuntime(Path program, boolean crun) {
    private static final List<String> DIRECTORIES =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");
    /** crun refuses a machine with both versions of control groups, unless it does not see the second. */
    private static final String SECOND_VERSION = "/sys/fs/cgroup/unified";

    private static final String WITHOUT_SECOND = "mount -t tmpfs tmpfs " + SECOND_VERSION + " || exit 125; exec \"$@\"";
    private static final List<String> NAMES = List.of("runc", "crun");
    /** The programs around the runtime, all of Debian's package util-linux. */
    private static final List<String> COMPANIONS = List.of("setpriv", "unshare");

    public static OciRuntime find(Optional<Path> wanted) {
        for (String companion : COMPANIONS) {
            if (inDirectories(companion).isEmpty()) {
                throw missing("no program \"" + companion + "\"", "install it: apt-get install util-linux");
            }
        }
        if (wanted.isPresent()) {
            Path given = wanted.get();
            Optional<Path> program = given.isAbsolute() ? existing(given) : inDirectories(given.toString());
            return of(program.orElseThrow(() -> missing(
                    "no program \"" + given + "\"", "set SLIPWAY_RUNTIME to the path of runc or crun, or unset it")));
        }
        return NAMES.stream()
                .flatMap(name -> inDirectories(name).stream())
                .findFirst()
                .map(OciRuntime::of)
                .orElseThrow(() -> missing(
                        "no OCI runtime on this machine (looked for runc and crun)",
                        "install one: apt-get install runc, or apt-get install crun"));
    }

    private static OciRuntime of(Path program) {
        return new OciRuntime(program, program.getFileName().toString().contains("crun"));
    }

    /** The command that runs the bundle and waits for its end. May mount, so it needs a mount namespace of its own. */
    public List<String> command(Path state, Path log, Path bundle, String id, boolean cgroups) {
        List<String> command = new ArrayList<>();
        if (crun && Files.isDirectory(Path.of(SECOND_VERSION))) {
            command.addAll(List.of("sh", "-c", WITHOUT_SECOND, "sh"));
        }
        command.add(program.toString());
        command.addAll(List.of("--root", state.toString(), "--log", log.toString(), "--log-format", "json"));
        if (crun) {
            command.addAll(List.of("--cgroup-manager", cgroups ? "cgroupfs" : "disabled"));
        }
        command.addAll(List.of("run", "--bundle", bundle.toString(), id));
        return command;
    }

    private static Optional<Path> inDirectories(String name) {
        return DIRECTORIES.stream()
                .flatMap(directory -> existing(Path.of(directory, name)).stream())
                .findFirst();
    }

    private static Optional<Path> existing(Path program) {
        return Files.isExecutable(program) ? Optional.of(program) : Optional.empty();
    }

    private static StepException missing(String what, String hint) {
        return new StepException(
                StepException.Code.NO_RUNTIME, "cannot run steps: " + what, StepException.Facts.hint(hint));
    }
}
