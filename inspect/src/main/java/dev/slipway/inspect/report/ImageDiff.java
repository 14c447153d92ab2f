package dev.slipway.inspect.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.inspect.tree.PathTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What grew and what shrank from one image to another. Layers are paired by their content, then by their instruction in
 * order; directories and packages by their name.
 *
 * @param layers all that differ, in the order of the new image, then those that are gone
 * @param directories that differ most, largest change first; one that differs only through one directory below is left
 *     out
 * @param packages all that differ, largest change first
 */
public record ImageDiff(
        Inspection before, Inspection after, List<Change> layers, List<Change> directories, List<Change> packages) {
    private static final int SHOWN = 30;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    public ImageDiff {
        layers = List.copyOf(layers);
        directories = List.copyOf(directories);
        packages = List.copyOf(packages);
    }

    /** Bytes of something on both sides; 0 where it is not there. */
    public record Change(String name, long before, long after) {
        public long growth() {
            return after - before;
        }
    }

    public static ImageDiff of(Inspection before, Inspection after) {
        return new ImageDiff(before, after, layers(before, after), directories(before, after), packages(before, after));
    }

    private static List<Change> layers(Inspection before, Inspection after) {
        List<LayerSummary> old = new ArrayList<>(before.layers());
        List<Change> changes = new ArrayList<>();
        List<LayerSummary> left = new ArrayList<>();
        for (LayerSummary layer : after.layers()) {
            boolean same = removeFirst(old, layer, true) != null;
            if (!same) {
                left.add(layer);
            }
        }
        for (LayerSummary layer : left) {
            LayerSummary was = removeFirst(old, layer, false);
            changes.add(new Change(
                    layer.origin().instruction(), was == null ? 0 : was.unpackedBytes(), layer.unpackedBytes()));
        }
        old.forEach(layer -> changes.add(new Change(layer.origin().instruction(), layer.unpackedBytes(), 0)));
        return changes;
    }

    private static @Nullable LayerSummary removeFirst(List<LayerSummary> from, LayerSummary like, boolean content) {
        for (LayerSummary one : from) {
            boolean same = content
                    ? one.diffId().equals(like.diffId())
                    : !like.origin().createdBy().isEmpty()
                            && one.origin().createdBy().equals(like.origin().createdBy());
            if (same) {
                from.remove(one);
                return one;
            }
        }
        return null;
    }

    private static List<Change> packages(Inspection before, Inspection after) {
        Map<String, long[]> sizes = new LinkedHashMap<>();
        before.tops().packages().forEach(one -> sizes.computeIfAbsent(label(one), l -> new long[2])[0] += one.bytes());
        after.tops().packages().forEach(one -> sizes.computeIfAbsent(label(one), l -> new long[2])[1] += one.bytes());
        List<Change> changes = new ArrayList<>();
        sizes.forEach((name, size) -> changes.add(new Change(name, size[0], size[1])));
        return sorted(changes);
    }

    private static String label(PackageSize one) {
        return one.manager() + " " + one.name();
    }

    private static List<Change> directories(Inspection before, Inspection after) {
        PathTable paths = after.view().image().paths();
        PathTable oldPaths = before.view().image().paths();
        long[] sizes = after.view().totals();
        long[] oldSizes = before.view().totals();
        List<Change> changes = new ArrayList<>();
        for (int node = 1; node < sizes.length; node++) {
            if (paths.firstChild(node) >= 0) {
                String path = paths.path(node);
                int old = oldPaths.find(path);
                add(changes, new Change(path, old < 0 ? 0 : oldSizes[old], sizes[node]));
            }
        }
        for (int node = 1; node < oldSizes.length; node++) {
            if (oldPaths.firstChild(node) >= 0 && oldSizes[node] > 0) {
                String path = oldPaths.path(node);
                if (paths.find(path) < 0) {
                    add(changes, new Change(path, oldSizes[node], 0));
                }
            }
        }
        Map<String, Change> byPath = new LinkedHashMap<>();
        changes.forEach(change -> byPath.put(change.name(), change));
        changes.forEach(change -> {
            String parent = change.name().substring(0, change.name().lastIndexOf('/'));
            Change above = byPath.get(parent);
            if (above != null && Math.abs(above.growth() - change.growth()) * 10 < Math.abs(above.growth())) {
                byPath.remove(parent);
            }
        });
        return sorted(new ArrayList<>(byPath.values())).stream().limit(SHOWN).toList();
    }

    private static void add(List<Change> changes, Change change) {
        if (change.growth() != 0) {
            changes.add(change);
        }
    }

    private static List<Change> sorted(List<Change> changes) {
        changes.removeIf(change -> change.growth() == 0);
        changes.sort(Comparator.comparingLong((Change change) -> -Math.abs(change.growth()))
                .thenComparing(Change::name));
        return changes;
    }

    public ObjectNode json() {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("version", 1);
        json.set("before", side(before));
        json.set("after", side(after));
        json.set("layers", changes(layers));
        json.set("directories", changes(directories));
        json.set("packages", changes(packages));
        return json;
    }

    private static ObjectNode side(Inspection image) {
        return MAPPER.createObjectNode()
                .put("image", image.identity().name())
                .put("digest", image.identity().digest())
                .put("compressedBytes", image.compressedBytes())
                .put("unpackedBytes", image.unpackedBytes())
                .put("wastedBytes", image.wastedBytes());
    }

    private static ArrayNode changes(List<Change> changes) {
        ArrayNode json = MAPPER.createArrayNode();
        changes.forEach(one -> json.addObject()
                .put("name", one.name())
                .put("before", one.before())
                .put("after", one.after())
                .put("growth", one.growth()));
        return json;
    }
}
