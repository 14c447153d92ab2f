package dev.slipway.inspect.waste;

import dev.slipway.inspect.tree.ImageTree;
import java.util.Arrays;

/** For each content the lowest entry that has it: a table of entries, open addressing, 8 bytes an entry. */
final class Copies {
    private final ImageTree image;
    private int count;
    /** Entry plus 1. */
    private int[] slots = new int[1024];

    Copies(ImageTree image) {
        this.image = image;
    }

    void add(int entry) {
        int slot = slot(slots, entry);
        if (slots[slot] == 0) {
            slots[slot] = entry + 1;
            if (++count * 2L > slots.length) {
                rehash();
            }
        } else {
            slots[slot] = Math.min(slots[slot], entry + 1);
        }
    }

    /** The lowest entry with the same content as one that was added. */
    int first(int entry) {
        return slots[slot(slots, entry)] - 1;
    }

    private int slot(int[] table, int entry) {
        int layer = image.layerOf(entry);
        int place = image.placeOf(entry);
        long content = image.layers().get(layer).content(place);
        int slot = (int) (content ^ content >>> 32) & (table.length - 1);
        while (table[slot] != 0 && !isSame(table[slot] - 1, layer, place)) {
            slot = (slot + 1) & (table.length - 1);
        }
        return slot;
    }

    private boolean isSame(int entry, int layer, int place) {
        int other = image.layerOf(entry);
        return image.layers()
                .get(other)
                .isSameContent(image.placeOf(entry), image.layers().get(layer), place);
    }

    private void rehash() {
        int[] larger = new int[slots.length * 2];
        Arrays.stream(slots).filter(slot -> slot != 0).forEach(slot -> larger[slot(larger, slot - 1)] = slot);
        slots = larger;
    }
}
