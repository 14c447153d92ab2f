package dev.slipway.serve.embedded.template;

import dev.slipway.jinja.TemplateException;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time of day as {@code strftime} writes it, in English. */
final class Dates {
    private Dates() {}

    static String format(Clock clock, String format) {
        ZonedDateTime now = ZonedDateTime.now(clock);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                text.append(c);
                continue;
            }
            boolean unpadded = format.charAt(i + 1) == '-' && i + 2 < format.length();
            i += unpadded ? 2 : 1;
            text.append(field(now, format.charAt(i), unpadded));
        }
        return text.toString();
    }

    private static String field(ZonedDateTime now, char letter, boolean unpadded) {
        String pattern = switch (letter) {
            case 'd' -> unpadded ? "d" : "dd";
            case 'm' -> unpadded ? "M" : "MM";
            case 'Y' -> "yyyy";
            case 'y' -> "yy";
            case 'b' -> "MMM";
            case 'B' -> "MMMM";
            case 'a' -> "EEE";
            case 'A' -> "EEEE";
            case 'H' -> unpadded ? "H" : "HH";
            case 'I' -> unpadded ? "h" : "hh";
            case 'M' -> unpadded ? "m" : "mm";
            case 'S' -> unpadded ? "s" : "ss";
            case 'p' -> "a";
            case 'Z' -> "zzz";
            case 'z' -> "xx";
            case 'j' -> "DDD";
            case '%' -> "'%'";
            default ->
                throw new TemplateException("strftime_now: \"%" + letter
                        + "\" (expected: one of %a %A %b %B %d %H %I %j %m %M %p %S %y %Y %z %Z)");
        };
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(now);
    }
}
