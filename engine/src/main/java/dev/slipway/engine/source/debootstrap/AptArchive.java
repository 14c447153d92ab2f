package dev.slipway.engine.source.debootstrap;

import dev.slipway.engine.step.SourceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks archives for their state, and apt for the machine's settings, with apt's own tools. */
final class AptArchive {
    private static final String HELPER = "/usr/lib/apt/apt-helper";
    private static final List<String> PASSED_ON =
            List.of("Acquire::http::Proxy", "Acquire::https::Proxy", "Acquire::Retries");

    private final Map<String, String> environment;
    private final Path work;

    /** @param work a directory for downloads */
    AptArchive(Map<String, String> environment, Path work) {
        this.environment = environment;
        this.work = work;
    }

    /**
     * The state of the source's suite; empty when the archive has no such suite. What is fetched is not verified: it
     * names the state, and apt checks the signature when packages are fetched.
     */
    Optional<ReleaseFile> release(AptSource source) throws InterruptedException {
        Path file = work.resolve("InRelease");
        try {
            Files.deleteIfExists(file);
            // As another user apt could not write here; in a user namespace it could not change users at all.
            List<String> command = List.of(
                    HELPER, "-o", "APT::Sandbox::User=root", "download-file", source.inRelease(), file.toString());
            Program.Ended<String> ended = new Program(command, environment)
                    .run(in -> new String(in.readAllBytes(), StandardCharsets.UTF_8), Program.Messages.NONE);
            if (ended.exitCode() == 0) {
                return Optional.of(ReleaseFile.parse(Files.readAllBytes(file)));
            }
            List<String> said = new ArrayList<>(ended.output().lines().toList());
            said.addAll(ended.lastLines());
            if (said.stream().anyMatch(AptArchive::saysAbsent)) {
                return Optional.empty();
            }
            throw new SourceException(
                    SourceException.Code.UNREACHABLE,
                    "cannot ask the package archive \"" + source.uri() + "\" for suite \"" + source.suite() + "\": "
                            + reason(ended.lastLines()),
                    "check the network and the proxy in apt's configuration");
        } catch (IOException e) {
            throw SourceException.io("read \"" + source.inRelease() + "\"", e);
        }
    }

    private static boolean saysAbsent(String line) {
        return line.contains("404  Not Found") || line.contains("404 Not Found") || line.contains("File not found");
    }

    private static String reason(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("E:"))
                .map(line -> line.substring(2).trim())
                .findFirst()
                .orElse("no answer");
    }

    /** What {@code apt-config} says for the keys that matter to another root, as {@code key "value";} lines. */
    List<String> settings() throws InterruptedException {
        return dump().stream()
                .filter(line -> PASSED_ON.stream().anyMatch(key -> line.startsWith(key + " ")))
                .toList();
    }

    /** Options of a source line that the machine's settings ask for: archives that are frozen in time. */
    List<String> sourceOptions() throws InterruptedException {
        List<String> options = new ArrayList<>();
        for (String line : dump()) {
            if (line.equals("Acquire::Check-Valid-Until \"false\";")) {
                options.add("check-valid-until=no");
            }
            if (line.equals("Acquire::Check-Date \"false\";")) {
                options.add("check-date=no");
            }
        }
        return options;
    }

    private List<String> dump() throws InterruptedException {
        Program.Ended<List<String>> ended = new Program(List.of("apt-config", "dump", "Acquire"), environment)
                .run(
                        in -> new String(in.readAllBytes(), StandardCharsets.UTF_8)
                                .lines()
                                .toList(),
                        Program.Messages.NONE);
        return ended.exitCode() == 0 ? ended.output() : List.of();
    }
}
