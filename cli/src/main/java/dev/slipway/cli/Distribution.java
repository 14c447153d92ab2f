package dev.slipway.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/** Where this Slipway's jars are: a directory with {@code lib} and {@code serve}. */
final class Distribution {
    private Distribution() {}

    /** Empty when it runs out of class files. */
    static Optional<Path> find() {
        CodeSource source = Distribution.class.getProtectionDomain().getCodeSource();
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
