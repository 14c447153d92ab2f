package dev.slipway.engine.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The end of a step's output, for its error: a ring of bytes, so that endless lines cost no more than short ones. */
final class OutputTail {
    private static final int BYTES = 16 << 10;
    private static final int LINES = 40;
    private static final int LINE_CHARS = 1000;

    private final byte[] ring = new byte[BYTES];
    private long written;

    synchronized void add(byte[] data) {
        int from = Math.max(0, data.length - BYTES);
        for (int i = from; i < data.length; i++) {
            ring[(int) (written++ % BYTES)] = data[i];
        }
    }

    /** At most 40 lines, the last one last, without the line that the ring cut. */
    synchronized List<String> lines() {
        int size = (int) Math.min(written, BYTES);
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = ring[(int) ((written - size + i) % BYTES)];
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>(text.lines().toList());
        if (written > BYTES && lines.size() > 1) {
            lines.removeFirst();
        }
        List<String> last = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
        return last.stream().map(OutputTail::shorten).toList();
    }

    private static String shorten(String line) {
        return line.length() <= LINE_CHARS ? line : line.substring(0, LINE_CHARS) + "…";
    }
}
