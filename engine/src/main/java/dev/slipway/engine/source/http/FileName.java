package dev.slipway.engine.source.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a downloaded file is called, as BuildKit chooses it: the given name, the name in {@code Content-Disposition}, the
 * last part of the address, {@code download}.
 */
final class FileName {
    private FileName() {}

    static String choose(Optional<String> given, Optional<String> disposition, Address address) {
        return given.or(() -> disposition.flatMap(FileName::ofDisposition))
                .filter(FileName::usable)
                .or(address::baseName)
                .orElse("download");
    }

    static boolean usable(String name) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.indexOf('/') < 0
                && name.indexOf('\0') < 0;
    }

    /** {@code filename*} wins over {@code filename} (RFC 6266, 4.3); directories in a name are dropped. */
    static Optional<String> ofDisposition(String header) {
        Optional<String> plain = Optional.empty();
        for (String parameter : header.split(";")) {
            int equals = parameter.indexOf('=');
            if (equals < 0) {
                continue;
            }
            String name = parameter.substring(0, equals).trim();
            String value = parameter.substring(equals + 1).trim();
            if (name.equalsIgnoreCase("filename*")) {
                return extended(value).map(FileName::base);
            }
            if (name.equalsIgnoreCase("filename")) {
                boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
                plain = Optional.of(quoted ? value.substring(1, value.length() - 1) : value);
            }
        }
        return plain.map(FileName::base);
    }

    /** {@code UTF-8''na%C3%AFve.txt} (RFC 8187). */
    private static Optional<String> extended(String value) {
        int second = value.indexOf('\'', value.indexOf('\'') + 1);
        if (second < 0) {
            return Optional.empty();
        }
        try {
            String encoded = value.substring(second + 1).replace("+", "%2B");
            return Optional.of(URLDecoder.decode(encoded, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String base(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }
}
