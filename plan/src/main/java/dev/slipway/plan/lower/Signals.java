package dev.slipway.plan.lower;

import java.util.List;
import java.util.Locale;

/** Signals that STOPSIGNAL may name (signal(7)). */
final class Signals {
    private static final List<String> NAMES = List.of(
            "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE",
            "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU",
            "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX");
    private static final int REAL_TIME_SPAN = 15;

    private Signals() {}

    /** A number from 1 to 64, or a name with or without {@code SIG}; {@code RTMIN+n} and {@code RTMAX-n} too. */
    static boolean isSignal(String text) {
        if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return text.length() < 3 && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 64;
        }
        String name = text.toUpperCase(Locale.ROOT);
        name = name.startsWith("SIG") ? name.substring(3) : name;
        return NAMES.contains(name) || isRealTime(name, "RTMIN+") || isRealTime(name, "RTMAX-");
    }

    private static boolean isRealTime(String name, String prefix) {
        String number = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
        boolean digits =
                !number.isEmpty() && number.length() < 3 && number.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && Integer.parseInt(number) >= 1 && Integer.parseInt(number) <= REAL_TIME_SPAN;
    }
}
