import java.util.Arrays;

/** What arrived: tokens, and how long after they were due. */
final class Counts {
    private final int extra;
    private final int perAnswer;
    private long[] delays = new long[1 << 20];
    private int known;
    long tokens;

    /**
     * @param extra events of an answer besides those of tokens
     * @param perAnswer tokens of an answer
     */
    Counts(int extra, int perAnswer) {
        this.extra = extra;
        this.perAnswer = perAnswer;
    }

    int perAnswer() {
        return perAnswer;
    }

    void clear() {
        tokens = 0;
        known = 0;
    }

    /** Ends an answer: one of another length was not what is measured. */
    void answered(int events) {
        if (events != perAnswer + extra) {
            throw new IllegalStateException(
                    "an answer has " + events + " events (expected: " + (perAnswer + extra) + ")");
        }
        // All were counted, these too.
        tokens -= extra;
    }

    /** A token's text is decimal digits, the nanosecond of CLOCK_MONOTONIC at which it was due; anything else is no time. */
    void arrived(byte[] bytes, int at, long now) {
        if (bytes[at] < '0' || bytes[at] > '9') {
            return;
        }
        long due = 0;
        for (int i = at; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            due = due * 10 + bytes[i] - '0';
        }
        if (known == delays.length) {
            delays = Arrays.copyOf(delays, known * 2);
        }
        delays[known++] = now - due;
    }

    String delays() {
        if (known == 0) {
            return "0\t0\t0\t0";
        }
        Arrays.sort(delays, 0, known);
        return delays[known / 2] + "\t" + delays[(int) (known * 0.9)] + "\t" + delays[(int) (known * 0.99)] + "\t"
                + delays[known - 1];
    }
}
