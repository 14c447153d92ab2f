package dev.slipway.engine.source.debootstrap;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The binary package sources in apt's configuration directory: {@code sources.list}, {@code sources.list.d/*.list} and
 * {@code *.sources} (deb822), in apt's order ({@code sources.list(5)}). Flat archives and disc sources are left out.
 */
final class AptSourceFiles {
    private AptSourceFiles() {}

    /** @param apt {@code /etc/apt} */
    static List<AptSource> read(Path apt) throws IOException {
        List<AptSource> found = new ArrayList<>();
        Path main = apt.resolve("sources.list");
        if (Files.isRegularFile(main)) {
            found.addAll(oneLine(Files.readAllLines(main)));
        }
        Path parts = apt.resolve("sources.list.d");
        if (Files.isDirectory(parts)) {
            TreeSet<Path> files = new TreeSet<>();
            try (DirectoryStream<Path> listed = Files.newDirectoryStream(parts, "*.{list,sources}")) {
                listed.forEach(files::add);
            }
            for (Path file : files) {
                List<String> lines = Files.readAllLines(file);
                found.addAll(file.toString().endsWith(".list") ? oneLine(lines) : stanzas(lines));
            }
        }
        return found;
    }

    static List<AptSource> oneLine(List<String> lines) {
        List<AptSource> found = new ArrayList<>();
        for (String line : lines) {
            String text = line.indexOf('#') < 0
                    ? line.trim()
                    : line.substring(0, line.indexOf('#')).trim();
            if (!text.startsWith("deb ") && !text.startsWith("deb\t")) {
                continue;
            }
            String rest = text.substring(4).trim();
            Optional<String> signedBy = Optional.empty();
            if (rest.startsWith("[") && rest.contains("]")) {
                signedBy = signedBy(rest.substring(1, rest.indexOf(']')));
                rest = rest.substring(rest.indexOf(']') + 1).trim();
            }
            List<String> words = words(rest);
            if (words.size() >= 3) {
                add(found, words.get(0), words.get(1), words.subList(2, words.size()), signedBy);
            }
        }
        return found;
    }

    private static Optional<String> signedBy(String options) {
        return words(options).stream()
                .filter(option -> option.startsWith("signed-by="))
                .map(option -> option.substring("signed-by=".length()))
                .filter(AptSourceFiles::isPath)
                .findFirst();
    }

    /** A key written into the file itself has no path to hand on. */
    private static boolean isPath(String key) {
        return key.startsWith("/") && key.indexOf(' ') < 0 && key.indexOf(']') < 0;
    }

    static List<AptSource> stanzas(List<String> lines) {
        List<AptSource> found = new ArrayList<>();
        Map<String, String> stanza = new LinkedHashMap<>();
        String field = "";
        for (String line : lines) {
            if (line.isBlank()) {
                add(found, stanza);
                stanza.clear();
            } else if (line.startsWith(" ") || line.startsWith("\t")) {
                stanza.merge(field, line, String::concat);
            } else if (!line.startsWith("#") && line.indexOf(':') > 0) {
                field = line.substring(0, line.indexOf(':')).trim().toLowerCase(Locale.ROOT);
                stanza.put(field, line.substring(line.indexOf(':') + 1).trim());
            }
        }
        add(found, stanza);
        return found;
    }

    private static void add(List<AptSource> found, Map<String, String> stanza) {
        String enabled = stanza.getOrDefault("enabled", "yes").toLowerCase(Locale.ROOT);
        if (!words(stanza.getOrDefault("types", "")).contains("deb")
                || enabled.equals("no")
                || enabled.equals("false")) {
            return;
        }
        Optional<String> signedBy =
                Optional.ofNullable(stanza.get("signed-by")).map(String::trim).filter(AptSourceFiles::isPath);
        List<String> components = words(stanza.getOrDefault("components", ""));
        for (String uri : words(stanza.getOrDefault("uris", ""))) {
            for (String suite : words(stanza.getOrDefault("suites", ""))) {
                add(found, uri, suite, components, signedBy);
            }
        }
    }

    private static void add(
            List<AptSource> found, String uri, String suite, List<String> components, Optional<String> signedBy) {
        if (!suite.endsWith("/") && !components.isEmpty() && !uri.startsWith("cdrom:")) {
            found.add(new AptSource(uri, suite, components, signedBy));
        }
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }
}
