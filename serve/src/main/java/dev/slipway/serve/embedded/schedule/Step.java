package dev.slipway.serve.embedded.schedule;

import dev.slipway.serve.embedded.llama.Batch;
import dev.slipway.serve.embedded.llama.LlamaContext;
import dev.slipway.serve.engine.ServeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One decoding of a batch: which slots take part, with how many tokens each. Slots that want the next token of an answer take
 * part with one; the others share what is left of the budget, which follows the machine's speed so that a step takes about
 * {@link #TARGET_NANOS}: that is how long a cancelled request or a running answer waits for another's prompt.
 */
final class Step {
    static final long TARGET_NANOS = 40_000_000;
    private static final int LEAST_PROMPT_TOKENS = 16;

    private final LlamaContext context;
    private final Slots slots;
    private final Batch batch;
    private final List<Entry> entries = new ArrayList<>();
    private double promptTokensPerNano = 64.0 / TARGET_NANOS;
    private int first;

    private record Entry(Slot slot, int position, boolean output) {
        int token() {
            return Objects.requireNonNull(slot.work).tokens().get(position);
        }
    }

    Step(LlamaContext context, Slots slots, Batch batch) {
        this.context = context;
        this.slots = slots;
        this.batch = batch;
    }

    /**
     * Decodes for all slots whose outputs are of this kind and that have room; false when there is none.
     *
     * @param row as long as one output
     */
    boolean run(boolean embeds, float[] row) {
        List<Slot> ready = new ArrayList<>();
        List<Slot> all = slots.all();
        for (int i = 0; i < all.size(); i++) {
            Slot slot = all.get((first + i) % all.size());
            Work work = slot.work;
            if (work != null && work.embeds() == embeds && slot.pending() > 0 && !work.isDone() && work.hasRoom()) {
                ready.add(slot);
            }
        }
        if (ready.isEmpty()) {
            return false;
        }
        first = (first + 1) % all.size();
        int prompts = plan(ready);
        context.embeds(embeds);
        long began = System.nanoTime();
        decode(0, entries.size(), row);
        if (prompts >= LEAST_PROMPT_TOKENS) {
            double rate = prompts / (double) Math.max(1, System.nanoTime() - began);
            promptTokensPerNano = 0.6 * promptTokensPerNano + 0.4 * rate;
        }
        return true;
    }

    /** How many tokens are of prompts. */
    private int plan(List<Slot> ready) {
        entries.clear();
        List<Slot> prompts = new ArrayList<>();
        for (Slot slot : ready) {
            if (slot.pending() == 1) {
                add(slot, 1);
            } else {
                prompts.add(slot);
            }
        }
        int most = context.shape().batch() - entries.size();
        int budget = Math.clamp((long) (promptTokensPerNano * TARGET_NANOS), Math.min(LEAST_PROMPT_TOKENS, most), most);
        int planned = 0;
        for (int i = 0; i < prompts.size() && planned < budget; i++) {
            int share = Math.ceilDiv(budget - planned, prompts.size() - i);
            int count = Math.min(share, prompts.get(i).pending());
            add(prompts.get(i), count);
            planned += count;
        }
        return planned;
    }

    private void add(Slot slot, int count) {
        Work work = Objects.requireNonNull(slot.work);
        int last = work.tokens().size() - 1;
        for (int i = 0; i < count; i++) {
            int position = slot.held.size() + i;
            entries.add(new Entry(slot, position, position == last || work.wants(position)));
        }
    }

    /** In halves, when the cache has no place in one piece for all. */
    private void decode(int from, int to, float[] row) {
        batch.clear();
        for (Entry entry : entries.subList(from, to)) {
            batch.add(entry.token(), entry.position(), entry.slot().sequence, entry.output());
        }
        if (context.decode(batch)) {
            taken(from, to, row);
        } else if (to - from > 1) {
            int middle = (from + to) / 2;
            decode(from, middle, row);
            decode(middle, to, row);
        } else {
            slots.forgetIdle();
            if (!context.decode(batch)) {
                throw new ServeException(
                        ServeException.Code.INTERNAL,
                        "cannot decode a token: the cache of " + context.shape().tokens() + " tokens is full");
            }
            taken(from, to, row);
        }
    }

    private void taken(int from, int to, float[] row) {
        for (Entry entry : entries.subList(from, to)) {
            entry.slot().held.add(entry.token());
        }
        for (int i = from; i < to; i++) {
            Entry entry = entries.get(i);
            @Nullable Work work = entry.slot().work;
            if (entry.output() && work != null && !work.isDone()) {
                read(i - from, work.embeds(), row);
                give(entry, work, row);
            }
        }
    }

    /** What one request cannot take must not end the others. */
    private void give(Entry entry, Work work, float[] row) {
        try {
            work.output(entry.position(), row);
        } catch (RuntimeException e) {
            slots.release(entry.slot());
            work.fail(
                    e instanceof ServeException failure
                            ? failure
                            : new ServeException(ServeException.Code.INTERNAL, "the answer cannot go on: " + e, e));
        }
    }

    private void read(int place, boolean embedding, float[] row) {
        if (embedding) {
            context.embedding(place, row);
        } else {
            context.logits(place, row);
        }
    }
}
