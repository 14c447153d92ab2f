package dev.slipway.inspect.waste;

import java.util.List;
import java.util.OptionalInt;

/**
 * Wasted bytes of one cause between two layers.
 *
 * @param kind which leftover or tool, such as {@code pip-cache}; empty for the other causes
 * @param writer layer that holds the bytes, from 0
 * @param other the layer that hides them; for duplicates the one with the copy that counts; empty for what is merely
 *     of no use
 * @param bytes uncompressed
 * @param largest paths of the largest files, at most five
 */
public record Waste(
        WasteCause cause, String kind, int writer, OptionalInt other, long bytes, long files, List<String> largest) {
    public Waste {
        largest = List.copyOf(largest);
    }
}
