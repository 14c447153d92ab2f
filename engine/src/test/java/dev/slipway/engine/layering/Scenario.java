package dev.slipway.engine.layering;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something to build.
 *
 * @param images named contexts that are images: their layers, bottom first
 * @param context the main context
 */
record Scenario(
        Map<String, List<List<TreeChange>>> images, List<TreeChange> context, String dockerfile, Node.Times times) {
    Scenario {
        images = new LinkedHashMap<>(images);
        context = List.copyOf(context);
    }

    /** Whether steps run programs: {@code /bin/busybox} is then in the named context {@code tools}. */
    boolean hasRun() {
        return dockerfile.contains("\nRUN ");
    }
}
