package dev.slipway.cli.endtoend;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/**
 * The classes of this test run as the directories {@code lib} and {@code serve} that packaging makes, which comes after the
 * tests: {@code cli/pom.xml} says what is in which.
 */
final class PackagedSlipway {
    private PackagedSlipway() {}

    static Path in(Path directory) throws IOException {
        Path lib = Files.createDirectories(directory.resolve("lib"));
        Path serve = Files.createDirectory(directory.resolve("serve"));
        Set<String> groups = groupsOfServe();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : path.split(":")) {
            Path file = Path.of(entry);
            if (Files.isDirectory(file)) {
                if (file.endsWith("target/classes")) {
                    String module = file.getParent().getParent().getFileName().toString();
                    jar(lib.resolve("slipway-" + module + "-0.jar"), file);
                }
            } else if (!entry.endsWith("-tests.jar")) {
                link(file, (groups.contains(group(file)) ? serve : lib).resolve(file.getFileName()));
            }
        }
        return directory;
    }

    private static Set<String> groupsOfServe() throws IOException {
        Matcher groups = Pattern.compile("<slipway.serve.groups>(.*)</slipway.serve.groups>")
                .matcher(Files.readString(Path.of("pom.xml")));
        if (!groups.find()) {
            throw new AssertionError("cli/pom.xml names no slipway.serve.groups");
        }
        return Set.copyOf(List.of(groups.group(1).split(",")));
    }

    /** Of a jar in Maven's repository: {@code .../repository/GROUP/AS/FOLDERS/artifact/version/jar}. */
    private static String group(Path jar) {
        String folders = jar.getParent().getParent().getParent().toString();
        int begin = folders.indexOf("/repository/");
        return begin < 0
                ? ""
                : folders.substring(begin + "/repository/".length()).replace('/', '.');
    }

    private static void jar(Path jar, Path classes) {
        int code = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--create",
                        "--no-compress",
                        "--file",
                        jar.toString(),
                        "-C",
                        classes.toString(),
                        ".");
        if (code != 0) {
            throw new AssertionError("jar of " + classes + " ended with " + code);
        }
    }

    private static void link(Path file, Path link) throws IOException {
        try {
            Files.createLink(link, file);
        } catch (FileSystemException e) {
            // Another file system.
            Files.copy(file, link);
        }
    }
}
