package dev.slipway.engine.store.layer;

import dev.slipway.image.FileNames;
import java.util.Arrays;

/** The order of names in an index: that of their bytes, unsigned. */
final class NameOrder {
    private NameOrder() {}

    static int compare(String one, String other) {
        int common = Math.min(one.length(), other.length());
        for (int i = 0; i < common; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                return a < 0x80 && b < 0x80
                        ? a - b
                        : Arrays.compareUnsigned(FileNames.encode(one), FileNames.encode(other));
            }
        }
        return one.length() - other.length();
    }
}
