package dev.slipway.cli.start;

import dev.slipway.cli.Main;
import dev.slipway.engine.linux.NativeLink;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The run that Java's start-up cache (JEP 483, 515) is recorded from: an image as a base, checks of a Dockerfile, a look
 * into an image, a build on the base, twice the same again unchanged, which is the build whose start counts most, and
 * questions about what was built. One process, as one recording is of one process.
 *
 * <p>Works in a directory that the launcher made: {@code base} and {@code context} with a Dockerfile each. A build that
 * ends badly ends the training early; what was recorded until then is used.
 */
public final class Training {
    private static final int BUILDS = 3;
    private static final int CHECKS = 4;

    private final Path work;
    private final String base;

    private Training(Path work) {
        this.work = work;
        this.base = work.resolve("base-image").toString();
    }

    /** @param arguments the directory */
    public static void main(String[] arguments) throws IOException {
        NativeLink.prepare();
        System.exit(new Training(Path.of(arguments[0])).run());
    }

    private int run() throws IOException {
        int code = run(
                "build",
                "--progress=plain",
                "-o",
                "type=oci,tar=false,dest=" + base,
                "-t",
                "base:training",
                path("base"));
        if (code != 0) {
            return code;
        }
        checks();
        run("inspect", base);
        for (int i = 0; i < BUILDS && code == 0; i++) {
            code = build();
        }
        questions();
        return code;
    }

    /** They find what there is to find: their exit codes say nothing about the training. */
    private void checks() throws IOException {
        Path dockerfile = work.resolve("checked.Dockerfile");
        try (InputStream text = Training.class.getResourceAsStream("checked.Dockerfile")) {
            if (text == null) {
                throw new IllegalStateException("no resource checked.Dockerfile");
            }
            Files.copy(text, dockerfile);
        }
        run("check", path("context"));
        for (int i = 0; i < CHECKS; i++) {
            run("check", "-f", dockerfile.toString(), path("context"));
        }
        run("check", "--format=json", "-f", dockerfile.toString(), path("context"));
    }

    private int build() {
        return run(
                "build",
                "--progress=plain",
                "--build-arg=BASE=base",
                // layers here are too small for the usual limits
                "--layer-min-size=0",
                "--shadowed-threshold=0",
                "--build-context=base=oci-layout://" + base,
                "-o",
                "type=oci,tar=false,dest=" + work.resolve("image"),
                path("context"));
    }

    private void questions() {
        run("--version");
        run("--help");
        run("explain");
        run("image", "ls");
        run("cache", "du");
        run("build", "record", "ls");
        run("build", "record", "show");
    }

    private static int run(String... arguments) {
        PrintStream err =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.err), true, StandardCharsets.UTF_8);
        return Main.run(List.of(arguments), System.getenv(), err, err);
    }

    private String path(String name) {
        return work.resolve(name).toString();
    }
}
