package dev.slipway.inspect.budget;

import dev.slipway.inspect.InspectException;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as rules write them: {@code 20MB} is 20,000,000 bytes, {@code 20MiB} 20,971,520; the B may be left out. */
final class ByteSizes {
    private static final Pattern FORM = Pattern.compile("([0-9][0-9,]*(?:\\.[0-9]+)?)\\s*([a-z]*)");
    private static final Map<String, Long> UNITS = Map.ofEntries(
            Map.entry("", 1L),
            Map.entry("b", 1L),
            Map.entry("k", 1000L),
            Map.entry("kb", 1000L),
            Map.entry("m", 1000_000L),
            Map.entry("mb", 1000_000L),
            Map.entry("g", 1000_000_000L),
            Map.entry("gb", 1000_000_000L),
            Map.entry("t", 1000_000_000_000L),
            Map.entry("tb", 1000_000_000_000L),
            Map.entry("ki", 1L << 10),
            Map.entry("kib", 1L << 10),
            Map.entry("mi", 1L << 20),
            Map.entry("mib", 1L << 20),
            Map.entry("gi", 1L << 30),
            Map.entry("gib", 1L << 30),
            Map.entry("ti", 1L << 40),
            Map.entry("tib", 1L << 40));

    private ByteSizes() {}

    static long parse(String rule, String text) {
        Matcher form = FORM.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (form.matches() && form.group(1).length() <= 20 && UNITS.containsKey(form.group(2))) {
            BigDecimal bytes = new BigDecimal(form.group(1).replace(",", ""))
                    .multiply(BigDecimal.valueOf(UNITS.get(form.group(2))));
            if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
                return bytes.longValue();
            }
        }
        throw new InspectException(
                "cannot read rule " + rule + ": \"" + text + "\" (expected: a size such as \"20MB\", or \"disabled\")",
                "");
    }
}
