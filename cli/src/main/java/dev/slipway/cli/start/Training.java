package dev.slipway.cli.start;

import dev.slipway.cli.Main;
import dev.slipway.engine.linux.NativeLink;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The run that Java's start-up cache (JEP 483, 515) is recorded from: an image as a base, a check of a Dockerfile, a
 * look into an image, a build on the base, and twice the same again unchanged, which is the build whose start counts
 * most. One process, as one recording is of one process.
 *
 * <p>Works in a directory that the launcher made: {@code base} and {@code context} with a Dockerfile each. A build that
 * ends badly ends the training early; what was recorded until then is used.
 */
public final class Training {
    private static final int BUILDS = 3;

    private Training() {}

    /** @param arguments the directory */
    public static void main(String[] arguments) {
        NativeLink.prepare();
        Path work = Path.of(arguments[0]);
        String base = work.resolve("base-image").toString();
        int code = run(List.of(
                "build",
                "--progress=plain",
                "-o",
                "type=oci,tar=false,dest=" + base,
                "-t",
                "base:training",
                path(work, "base")));
        if (code == 0) {
            // Finds what there is to find: its exit code says nothing about the training.
            run(List.of("check", path(work, "context")));
            code = run(List.of("inspect", base));
        }
        for (int i = 0; i < BUILDS && code == 0; i++) {
            code = run(List.of(
                    "build",
                    "--progress=plain",
                    "--build-arg=BASE=base",
                    // layers here are too small for the usual limits
                    "--layer-min-size=0",
                    "--shadowed-threshold=0",
                    "--build-context=base=oci-layout://" + base,
                    "-o",
                    "type=oci,tar=false,dest=" + work.resolve("image"),
                    path(work, "context")));
        }
        System.exit(code);
    }

    private static int run(List<String> arguments) {
        PrintStream err =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.err), true, StandardCharsets.UTF_8);
        return Main.run(arguments, System.getenv(), err, err);
    }

    private static String path(Path work, String name) {
        return work.resolve(name).toString();
    }
}
