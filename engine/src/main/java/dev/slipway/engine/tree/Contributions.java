package dev.slipway.engine.tree;

import dev.slipway.image.Digest;
import dev.slipway.plan.graph.CanonicalForm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What each layer contributes to each batch of a selection ({@link Selection#batches}).
 *
 * @param batches each bottom first
 */
public record Contributions(List<List<Contribution>> batches) {
    public Contributions {
        batches = batches.stream().map(List::copyOf).toList();
    }

    public static Contributions of(MergedTree tree, Selection selection) throws InterruptedException {
        List<List<Contribution>> batches = new ArrayList<>();
        for (Selection batch : selection.batches()) {
            batches.add(Contribution.of(tree, batch));
        }
        return new Contributions(batches);
    }

    /** Whether there is anything to keep apart: more than one layer contributes. */
    public boolean fromSeveralLayers() {
        return batches.stream()
                        .flatMap(List::stream)
                        .mapToInt(Contribution::layer)
                        .distinct()
                        .count()
                > 1;
    }

    /**
     * Version 1: {@link CanonicalForm} {@code ("contributions", 1)} of the contributions' digests, batch by batch. The
     * layers' numbers are not in it: a layer that contributes nothing makes no difference.
     */
    public Digest digest() {
        CanonicalForm form = new CanonicalForm("contributions", 1).number(batches.size());
        batches.forEach(
                batch -> form.list(batch.stream().map(Contribution::digest).toList()));
        return form.digest();
    }

    /** A line a contribution, {@code <layer> <bytes> <digest>}, and an empty line after each batch. */
    public byte[] bytes() {
        StringBuilder text = new StringBuilder();
        for (List<Contribution> batch : batches) {
            batch.forEach(one -> text.append(one.layer())
                    .append(' ')
                    .append(one.contentBytes())
                    .append(' ')
                    .append(one.digest())
                    .append('\n'));
            text.append('\n');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads {@link #bytes}; empty when they are something else. */
    public static Optional<Contributions> read(byte[] bytes) {
        List<List<Contribution>> batches = new ArrayList<>();
        List<Contribution> batch = new ArrayList<>();
        try {
            for (String line : new String(bytes, StandardCharsets.US_ASCII).split("\n", -1)) {
                if (line.isEmpty()) {
                    batches.add(batch);
                    batch = new ArrayList<>();
                    continue;
                }
                String[] fields = line.split(" ");
                batch.add(new Contribution(
                        Integer.parseInt(fields[0]), Long.parseLong(fields[1]), Digest.parse(fields[2])));
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
        // what stands behind the last line's end
        batches.removeLast();
        return Optional.of(new Contributions(batches));
    }
}
