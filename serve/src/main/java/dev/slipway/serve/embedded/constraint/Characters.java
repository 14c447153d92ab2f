package dev.slipway.serve.embedded.constraint;

import dev.slipway.serve.embedded.constraint.Pattern.Bytes;
import dev.slipway.serve.embedded.constraint.Pattern.Choice;
import dev.slipway.serve.embedded.constraint.Pattern.Sequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A set of characters (code points without surrogates), as ranges in order that do not touch. */
record Characters(List<Range> ranges) {
    static final int LAST = 0x10FFFF;
    private static final int FIRST_SURROGATE = 0xD800;
    private static final int LAST_SURROGATE = 0xDFFF;
    /** Last characters of one, two, three and four bytes. */
    private static final int[] LAST_OF_LENGTH = {0x7F, 0x7FF, 0xFFFF, LAST};

    record Range(int first, int last) {}

    Characters {
        ranges = normal(ranges);
    }

    static Characters of(int... bounds) {
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < bounds.length; i += 2) {
            ranges.add(new Range(bounds[i], bounds[i + 1]));
        }
        return new Characters(ranges);
    }

    Characters and(Characters more) {
        List<Range> all = new ArrayList<>(ranges);
        all.addAll(more.ranges);
        return new Characters(all);
    }

    Characters others() {
        List<Range> gaps = new ArrayList<>();
        int from = 0;
        for (Range range : ranges) {
            gaps.add(new Range(from, range.first() - 1));
            from = range.last() + 1;
        }
        gaps.add(new Range(from, LAST));
        return new Characters(gaps);
    }

    Characters without(Characters less) {
        return others().and(less).others();
    }

    /** One of them, in UTF-8. */
    Pattern pattern() {
        List<Pattern> options = new ArrayList<>();
        for (Range range : ranges) {
            int first = range.first();
            for (int length = 1; length <= 4; length++) {
                int last = Math.min(range.last(), LAST_OF_LENGTH[length - 1]);
                if (first <= last) {
                    sequences(first, last, length, new ArrayList<>(), options);
                    first = last + 1;
                }
            }
        }
        return options.size() == 1 ? options.getFirst() : new Choice(options);
    }

    /** Characters of one length whose first bytes are {@code before}; splits until each byte has a range of its own. */
    private static void sequences(int first, int last, int length, List<Pattern> before, List<Pattern> into) {
        if (length == 1) {
            List<Pattern> bytes = new ArrayList<>(before);
            int mark = before.isEmpty() ? 0 : 0x80;
            bytes.add(new Bytes(mark | first, mark | last));
            into.add(new Sequence(bytes));
            return;
        }
        int bits = 6 * (length - 1);
        int below = (1 << bits) - 1;
        int mark = before.isEmpty() ? new int[] {0, 0, 0xC0, 0xE0, 0xF0}[length] : 0x80;
        for (int head = first >> bits; head <= last >> bits; ) {
            int from = head == first >> bits ? first & below : 0;
            int to = head == last >> bits ? last & below : below;
            int headLast = head;
            if (from == 0 && to == below) {
                // All that follow are free: heads in between can go together.
                headLast = (last & below) == below ? last >> bits : (last >> bits) - 1;
            }
            List<Pattern> with = new ArrayList<>(before);
            with.add(new Bytes(mark | head, mark | headLast));
            sequences(from, to, length - 1, with, into);
            head = headLast + 1;
        }
    }

    private static List<Range> normal(List<Range> ranges) {
        List<Range> sorted = new ArrayList<>();
        for (Range range : ranges) {
            // Surrogates are no characters.
            sorted.add(new Range(range.first(), Math.min(range.last(), FIRST_SURROGATE - 1)));
            sorted.add(new Range(Math.max(range.first(), LAST_SURROGATE + 1), range.last()));
        }
        sorted.removeIf(range -> range.first() > range.last());
        sorted.sort(Comparator.comparingInt(Range::first));
        List<Range> merged = new ArrayList<>();
        for (Range range : sorted) {
            if (!merged.isEmpty() && range.first() <= merged.getLast().last() + 1) {
                Range last = merged.removeLast();
                merged.add(new Range(last.first(), Math.max(last.last(), range.last())));
            } else {
                merged.add(range);
            }
        }
        return List.copyOf(merged);
    }
}
