package dev.slipway.cli.browse;

import dev.slipway.cli.browse.Key.Name;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Turns what a terminal in raw mode sends into keys: UTF-8, control characters, and the cursor keys of ANSI and xterm. */
final class KeyReader {
    private static final int ESC = 0x1b;
    /** The rest of a sequence comes at once; a person's next key does not. */
    private static final int SEQUENCE_MILLIS = 50;

    private final InputStream in;

    KeyReader(InputStream in) {
        this.in = in;
    }

    /** Waits for a key. */
    Key read() throws IOException {
        int first = in.read();
        return switch (first) {
            case -1 -> Key.of(Name.END_OF_INPUT);
            case 0 -> Key.of(Name.CONTROL_SPACE);
            case '\t' -> Key.of(Name.TAB);
            case '\r', '\n' -> Key.of(Name.ENTER);
            case 0x7f, 0x08 -> Key.of(Name.BACKSPACE);
            case ESC -> sequence();
            default -> first < ' ' ? new Key(Name.CONTROL, 'a' + first - 1) : letter(first);
        };
    }

    private Key sequence() throws IOException {
        if (!more()) {
            return Key.of(Name.ESCAPE);
        }
        int kind = in.read();
        if (kind != '[' && kind != 'O') {
            return Key.of(Name.OTHER);
        }
        int number = 0;
        int end = in.read();
        while (end >= '0' && end <= '?') {
            number = end == ';' ? number : Math.min(99, number * 10 + Math.max(0, end - '0'));
            end = in.read();
        }
        return Key.of(
                switch (end) {
                    case 'A' -> Name.UP;
                    case 'B' -> Name.DOWN;
                    case 'C' -> Name.RIGHT;
                    case 'D' -> Name.LEFT;
                    case 'H' -> Name.HOME;
                    case 'F' -> Name.END;
                    case '~' ->
                        switch (number) {
                            case 1, 7 -> Name.HOME;
                            case 4, 8 -> Name.END;
                            case 5 -> Name.PAGE_UP;
                            case 6 -> Name.PAGE_DOWN;
                            default -> Name.OTHER;
                        };
                    default -> Name.OTHER;
                });
    }

    private boolean more() throws IOException {
        for (int waited = 0; waited < SEQUENCE_MILLIS && in.available() == 0; waited += 5) {
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return in.available() > 0;
    }

    private Key letter(int first) throws IOException {
        int following = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
        byte[] bytes = new byte[1 + following];
        bytes[0] = (byte) first;
        for (int i = 1; i < bytes.length; i++) {
            bytes[i] = (byte) in.read();
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.isEmpty() ? Key.of(Name.OTHER) : new Key(Name.LETTER, text.codePointAt(0));
    }
}
