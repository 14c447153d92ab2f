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
import java.util.Locale;

/**
 * The runs that Java's start-up caches (JEP 483, 515) are recorded from. A start loads every class that its cache
 * knows, so there is a cache for each kind of command, recorded from a process that does this kind and nothing else.
 *
 * <p>Works in a directory that the launcher made: {@code base} and {@code context} with a Dockerfile each. A command
 * that ends badly ends the training early; what was recorded until then is used.
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

    /** What one process does. The launcher knows these names in lower case. */
    private enum Kind {
        /** Not recorded: makes what the last two look at. */
        PREPARE,
        /** A base image and a build on it, then the same unchanged, which is the build whose start counts most. */
        BUILD,
        /** Checks of Dockerfiles. */
        CHECK,
        /** All other commands: looks into an image, questions about what was built. */
        OTHER
    }

    /** @param arguments the kind and the directory */
    public static void main(String[] arguments) throws IOException {
        Kind kind = Kind.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        System.exit(new Training(Path.of(arguments[1])).run(kind));
    }

    private int run(Kind kind) throws IOException {
        return switch (kind) {
            case PREPARE -> builds(1);
            case BUILD -> {
                Ahead.ofBuild();
                yield builds(BUILDS);
            }
            case CHECK -> {
                checks();
                yield 0;
            }
            case OTHER -> {
                NativeLink.prepare();
                questions();
                yield 0;
            }
        };
    }

    private int builds(int count) {
        int code = run(
                "build",
                "--progress=plain",
                "-o",
                "type=oci,tar=false,dest=" + base,
                "-t",
                "base:training",
                work.resolve("base").toString());
        for (int i = 0; i < count && code == 0; i++) {
            code = build();
        }
        return code;
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
                context().toString());
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
        String context = context().toString();
        run("check", context);
        for (int i = 0; i < CHECKS; i++) {
            run("check", "-f", dockerfile.toString(), context);
        }
    }

    private void questions() {
        run("--version");
        run("--help");
        run("inspect", base);
        run("graph", context().toString());
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

    private Path context() {
        return work.resolve("context");
    }
}
