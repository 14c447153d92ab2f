package dev.slipway.engine.store.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A small record as a text file of lines {@code key value} (a key may repeat), ended by {@code crc32c <8 hex>} of all
 * before. A file that does not end so was cut by a power failure and reads as absent, so that records need no sync of
 * their own. Newlines and backslashes of values are written {@code \n} and {@code \\}.
 */
record Facts(List<Fact> facts) {
    private static final String END = "crc32c ";

    /** One line. */
    record Fact(String key, String value) {}

    Facts {
        facts = List.copyOf(facts);
    }

    static Facts of(String... keysAndValues) {
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            facts.add(new Fact(keysAndValues[i], keysAndValues[i + 1]));
        }
        return new Facts(facts);
    }

    Facts with(String key, String value) {
        List<Fact> more = new ArrayList<>(facts);
        more.add(new Fact(key, value));
        return new Facts(more);
    }

    Optional<String> find(String key) {
        return facts.stream().filter(f -> f.key().equals(key)).map(Fact::value).findFirst();
    }

    /** Throws IllegalArgumentException when it is missing. */
    String get(String key) {
        return find(key).orElseThrow(() -> new IllegalArgumentException("no \"" + key + "\" in a store record"));
    }

    List<String> all(String key) {
        return facts.stream().filter(f -> f.key().equals(key)).map(Fact::value).toList();
    }

    byte[] encode() {
        StringBuilder text = new StringBuilder();
        for (Fact fact : facts) {
            text.append(fact.key())
                    .append(' ')
                    .append(fact.value().replace("\\", "\\\\").replace("\n", "\\n"))
                    .append('\n');
        }
        String checksum = checksum(text.toString());
        text.append(END).append(checksum).append('\n');
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Empty when the bytes are not whole. */
    static Optional<Facts> decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.lastIndexOf(END);
        if (end < 0 || !text.substring(end).equals(END + checksum(text.substring(0, end)) + "\n")) {
            return Optional.empty();
        }
        List<Fact> facts = new ArrayList<>();
        for (String line : text.substring(0, end).split("\n")) {
            int space = line.indexOf(' ');
            if (space > 0) {
                facts.add(new Fact(line.substring(0, space), unescape(line.substring(space + 1))));
            }
        }
        return Optional.of(new Facts(facts));
    }

    /** Empty when there is no such file, or it is not whole. */
    static Optional<Facts> read(Path file) throws IOException {
        try {
            return decode(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static String unescape(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length()) {
                i++;
                out.append(value.charAt(i) == 'n' ? '\n' : value.charAt(i));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Checksums.hex(crc);
    }
}
