package dev.slipway.engine.source.debootstrap;

import dev.slipway.image.Digest;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * What an archive says of one suite ({@code InRelease}, Debian wiki "DebianRepository/Format"). The signature is for apt
 * to check; this is only read to know what state the archive is in.
 *
 * @param digest of the whole file, which names the state of every package list below it
 * @param origin whose archive it is: {@code Debian}
 * @param date when this state was published
 */
record ReleaseFile(Digest digest, String origin, Optional<Instant> date) {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss z", Locale.ROOT);

    static ReleaseFile parse(byte[] inRelease) {
        String origin = "";
        Optional<Instant> date = Optional.empty();
        for (String line : new String(inRelease, StandardCharsets.UTF_8).lines().toList()) {
            if (line.startsWith("Origin:") && origin.isEmpty()) {
                origin = line.substring("Origin:".length()).trim();
            } else if (line.startsWith("Date:") && date.isEmpty()) {
                date = date(line.substring("Date:".length()).trim());
            }
        }
        return new ReleaseFile(Digest.of(inRelease), origin, date);
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DATE).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
