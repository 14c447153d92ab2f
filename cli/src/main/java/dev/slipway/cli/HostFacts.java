package dev.slipway.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What contexts of recipes may name of this machine: {@code java_home}, {@code java_certificates} (where its {@code cacerts}
 * really is), {@code slipway} (a directory with {@code lib} and {@code serve}). What there is not is absent.
 */
final class HostFacts {
    private HostFacts() {}

    static Map<String, String> all() {
        Map<String, String> facts = new LinkedHashMap<>();
        Path java = Path.of(System.getProperty("java.home"));
        facts.put("java_home", java.toString());
        certificates(java).ifPresent(directory -> facts.put("java_certificates", directory.toString()));
        distribution().ifPresent(directory -> facts.put("slipway", directory.toString()));
        return facts;
    }

    private static Optional<Path> certificates(Path java) {
        Path file = java.resolve("lib").resolve("security").resolve("cacerts");
        try {
            return Files.exists(file) ? Optional.of(file.toRealPath().getParent()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read \"" + file + "\"", e);
        }
    }

    /** Absent when this runs out of class files. */
    private static Optional<Path> distribution() {
        CodeSource source = HostFacts.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return Optional.empty();
        }
        try {
            Path jar = Path.of(source.getLocation().toURI());
            boolean packaged = Files.isRegularFile(jar) && jar.getParent().endsWith("lib");
            return packaged ? Optional.of(jar.getParent().getParent()) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
