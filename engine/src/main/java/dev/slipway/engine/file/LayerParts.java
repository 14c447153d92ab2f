package dev.slipway.engine.file;

import dev.slipway.engine.tree.Contribution;
import dev.slipway.engine.tree.LayeredWalk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which source layers share a layer of a copy.
 *
 * <p>What is smaller than the minimum joins what comes above it, which changes at least as often; what lies at the top
 * stays apart however small it is, because it is what a rebuild changes. While there are more parts than allowed, the
 * smallest one joins what comes above it. So the same source gives the same parts, and a change in a layer leaves the
 * parts below it as they are.
 *
 * @param ofLayer for each source layer its part, {@link LayeredWalk#NONE} for those that contribute nothing
 */
record LayerParts(int[] ofLayer, int count) {
    /** Parts of neighbours as they grow. */
    private record Part(List<Contribution> members, long bytes) {
        Part with(Part above) {
            List<Contribution> all = new ArrayList<>(members);
            all.addAll(above.members);
            return new Part(all, bytes + above.bytes);
        }
    }

    /**
     * @param contributions bottom first
     * @param height number of source layers
     * @param most number of parts, at least 1
     */
    static LayerParts of(List<Contribution> contributions, int height, long minBytes, int most) {
        List<Part> parts = new ArrayList<>();
        Part waiting = new Part(List.of(), 0);
        for (Contribution one : contributions) {
            waiting = waiting.with(new Part(List.of(one), one.contentBytes()));
            if (waiting.bytes() >= minBytes) {
                parts.add(waiting);
                waiting = new Part(List.of(), 0);
            }
        }
        if (!waiting.members().isEmpty()) {
            parts.add(waiting);
        }
        while (parts.size() > most) {
            int smallest = smallestBelowTop(parts);
            parts.set(smallest, parts.get(smallest).with(parts.remove(smallest + 1)));
        }
        return numbered(parts, height);
    }

    private static int smallestBelowTop(List<Part> parts) {
        int smallest = 0;
        for (int i = 1; i < parts.size() - 1; i++) {
            if (parts.get(i).bytes() < parts.get(smallest).bytes()) {
                smallest = i;
            }
        }
        return smallest;
    }

    private static LayerParts numbered(List<Part> parts, int height) {
        int[] ofLayer = new int[height];
        Arrays.fill(ofLayer, LayeredWalk.NONE);
        for (int part = 0; part < parts.size(); part++) {
            for (Contribution member : parts.get(part).members()) {
                ofLayer[member.layer()] = part;
            }
        }
        return new LayerParts(ofLayer, parts.size());
    }

    /** The same parts, told of these only. */
    int[] only(List<Integer> wanted) {
        return Arrays.stream(ofLayer)
                .map(part -> wanted.contains(part) ? part : LayeredWalk.NONE)
                .toArray();
    }
}
