package dev.slipway.serve.embedded.schedule;

import dev.slipway.serve.embedded.llama.LlamaContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The sequences of a context. Work is placed where most of its first tokens are already, or shares them with the sequence that
 * has them; a sequence without work keeps its tokens until it is needed.
 */
final class Slots {
    private final LlamaContext context;
    private final List<Slot> all = new ArrayList<>();
    private long releases;

    Slots(LlamaContext context) {
        this.context = context;
        for (int sequence = 0; sequence < context.shape().sequences(); sequence++) {
            all.add(new Slot(sequence));
        }
    }

    List<Slot> all() {
        return all;
    }

    int running() {
        return (int) all.stream().filter(slot -> !slot.isIdle()).count();
    }

    long heldTokens() {
        return all.stream().mapToLong(slot -> slot.held.size()).sum();
    }

    boolean hasIdle() {
        return all.stream().anyMatch(Slot::isIdle);
    }

    /** Gives the work an idle slot; there must be one. */
    void place(Work work) {
        Slot source = null;
        int common = 0;
        for (Slot slot : all) {
            int same = Math.min(slot.held.common(work.tokens()), work.reusable());
            if (same > common) {
                source = slot;
                common = same;
            }
        }
        Slot target = target(Optional.ofNullable(source), common);
        if (target == source) {
            cut(target, common);
        } else {
            cut(target, 0);
            if (source != null) {
                context.share(source.sequence, target.sequence, common);
                for (int i = 0; i < common; i++) {
                    target.held.add(source.held.get(i));
                }
            }
        }
        target.work = work;
        work.begin(common);
    }

    void release(Slot slot) {
        slot.work = null;
        slot.released = ++releases;
    }

    /** Makes room: what idle slots hold is only a cache. */
    void forgetIdle() {
        all.stream().filter(Slot::isIdle).forEach(slot -> cut(slot, 0));
    }

    /** After a computation that failed nobody knows what the context holds. */
    void forgetAll() {
        context.clear();
        all.forEach(slot -> slot.held = new TokenList(new int[0]));
    }

    /** A slot that would lose nothing (its tokens go on in the work) or else the one unused for longest. */
    private Slot target(Optional<Slot> source, int common) {
        if (source.isPresent() && source.get().isIdle() && source.get().held.size() == common) {
            return source.get();
        }
        return all.stream()
                .filter(Slot::isIdle)
                .filter(slot -> source.isEmpty() || slot != source.get())
                .min(Comparator.comparingLong(slot -> slot.held.size() == 0 ? -1 : slot.released))
                .or(() -> source.filter(Slot::isIdle))
                .map(Objects::requireNonNull)
                .orElseThrow(() -> new IllegalStateException("work was placed without an idle slot"));
    }

    private void cut(Slot slot, int length) {
        if (slot.held.size() > length) {
            context.remove(slot.sequence, length);
            slot.held.truncate(length);
        }
    }
}
