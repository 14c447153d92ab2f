package dev.slipway.engine.source.http;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Dates of HTTP headers (RFC 9110, 5.6.7), the preferred form only. */
final class HttpDate {
    private HttpDate() {}

    static Optional<Instant> parse(String header) {
        if (header.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
