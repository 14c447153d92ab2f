package dev.slipway.cli.endtoend;

import dev.slipway.cli.differential.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A base image for programs of this machine's C library: busybox, bash, and the libraries of Java and of the embedded engine,
 * from this machine. Some megabytes and a second instead of a distribution.
 */
final class GlibcBase {
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+\\.so\\S*) \\(");
    private static final List<String> LOADED = List.of("libgomp.so.1", "libstdc++.so.6", "libdl.so.2", "librt.so.1");

    private GlibcBase() {}

    /** Builds it into the layout and returns the name of its context. */
    static String build(SlipwayRun slipway, Path directory) throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        Path java = Path.of(System.getProperty("java.home"));
        copy(Path.of("/bin/busybox"), root);
        for (String applet : List.of("sh", "uname")) {
            Files.createSymbolicLink(root.resolve("bin").resolve(applet), Path.of("busybox"));
        }
        copy(Path.of("/bin/bash"), root);
        List<Path> loaded = LOADED.stream().map(GlibcBase::library).toList();
        List<String> ldd = new ArrayList<>(
                List.of("ldd", "/bin/bash", java.resolve("lib/server/libjvm.so").toString()));
        loaded.forEach(library -> ldd.add(library.toString()));
        TreeSet<Path> libraries = new TreeSet<>(loaded);
        LIBRARY.matcher(Programs.check(ldd.toArray(String[]::new)))
                .results()
                .map(found -> Path.of(found.group(1)))
                .filter(library -> !library.startsWith(java))
                .forEach(libraries::add);
        for (Path library : libraries) {
            copy(library, root);
        }
        Files.setAttribute(Files.createDirectory(root.resolve("tmp")), "unix:mode", 01777);
        Files.writeString(directory.resolve("Dockerfile"), """
                FROM scratch
                COPY root/ /
                ENV PATH=/bin
                """);
        Path layout = directory.resolve("layout");
        slipway.succeed(
                "build",
                "--progress=plain",
                "-o",
                "type=oci,tar=false,compression=uncompressed,name=base:1,dest=" + layout,
                directory.toString());
        return "oci-layout://" + layout;
    }

    private static Path library(String name) {
        return Stream.of(
                        "/lib/x86_64-linux-gnu",
                        "/usr/lib/x86_64-linux-gnu",
                        "/lib/aarch64-linux-gnu",
                        "/usr/lib/aarch64-linux-gnu",
                        "/lib64",
                        "/usr/lib64")
                .map(folder -> Path.of(folder, name))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " on this machine"));
    }

    /** Under its own path; what links name is copied. */
    private static void copy(Path file, Path root) throws IOException {
        Path target = root.resolve(Path.of("/").relativize(file));
        Files.createDirectories(target.getParent());
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            Files.copy(file, target);
        }
    }
}
