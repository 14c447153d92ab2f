package dev.slipway.image.layer;

/** Numbers in tar headers: octal text, base-256 (GNU, star) and the decimals of pax records. */
final class TarNumbers {
    private TarNumbers() {}

    /** A header field. Throws NumberFormatException when it is none or passes 63 bits. */
    static long field(byte[] block, int offset, int length) {
        return (block[offset] & 0x80) != 0 ? base256(block, offset, length) : octal(block, offset, length);
    }

    private static long base256(byte[] block, int offset, int length) {
        boolean negative = (block[offset] & 0x40) != 0;
        long value = negative ? -1 : 0;
        for (int i = 0; i < length; i++) {
            int bits = block[offset + i] & 0xFF;
            if (i == 0) {
                bits = negative ? bits : bits & 0x7F;
                value = negative ? -1L << 8 | bits : bits;
                continue;
            }
            long next = value << 8 | bits;
            if (next >> 8 != value) {
                throw new NumberFormatException("a number of more than 64 bits");
            }
            value = next;
        }
        return value;
    }

    private static long octal(byte[] block, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end && (block[at] == ' ' || block[at] == 0)) {
            at++;
        }
        long value = 0;
        while (at < end && block[at] >= '0' && block[at] <= '7') {
            if (value >>> 60 != 0) {
                throw new NumberFormatException("an octal number of more than 63 bits");
            }
            value = value << 3 | block[at] - '0';
            at++;
        }
        if (at < end && block[at] != ' ' && block[at] != 0) {
            throw new NumberFormatException("byte 0x" + Integer.toHexString(block[at] & 0xFF) + " in an octal number");
        }
        return value;
    }

    /** A decimal of at most 18 digits. */
    static long decimal(String text) {
        if (text.isEmpty() || text.length() > 18) {
            throw new NumberFormatException("\"" + cut(text) + "\" is no decimal number of 1 to 18 digits");
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new NumberFormatException("\"" + cut(text) + "\" is no decimal number");
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** Seconds and nanoseconds of {@code 12.5} or {@code -3.25}, the fraction counting upwards from the second. */
    static Time time(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative ? text.substring(1) : text;
        int dot = digits.indexOf('.');
        long seconds = decimal(dot < 0 ? digits : digits.substring(0, dot));
        String fraction = dot < 0 ? "" : digits.substring(dot + 1);
        int nanos = 0;
        for (int i = 0; i < fraction.length(); i++) {
            int digit = fraction.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new NumberFormatException("\"" + cut(text) + "\" is no time");
            }
            nanos = i < 9 ? nanos * 10 + digit : nanos;
        }
        for (int i = fraction.length(); i < 9; i++) {
            nanos *= 10;
        }
        if (!negative) {
            return new Time(seconds, nanos);
        }
        return nanos == 0 ? new Time(-seconds, 0) : new Time(-seconds - 1, 1_000_000_000 - nanos);
    }

    private static String cut(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    record Time(long seconds, int nanos) {}
}
