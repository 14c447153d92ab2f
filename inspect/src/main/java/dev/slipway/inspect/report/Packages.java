package dev.slipway.inspect.report;

import dev.slipway.inspect.tree.ImageTree;
import dev.slipway.inspect.tree.LayerTree;
import dev.slipway.inspect.tree.PathTable;
import dev.slipway.inspect.tree.StackedView;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums the files of Debian and Python packages, from the lists that the image itself keeps. A file that several claim
 * counts for the first. What is in site-packages and in no list counts under its top-level name.
 */
final class Packages {
    private static final String DPKG_SUFFIX = ".list";
    private static final String RECORD_SUFFIX = ".dist-info/RECORD";

    private final StackedView view;
    private final PathTable paths;
    private final long[] sizes;
    private final BitSet claimed = new BitSet();

    private Packages(StackedView view) {
        this.view = view;
        this.paths = view.image().paths();
        this.sizes = new long[paths.size()];
        view.files((node, layer, inode, size) -> sizes[node] = size);
    }

    /** Largest first. */
    static List<PackageSize> of(StackedView view) {
        Packages packages = new Packages(view);
        List<PackageSize> found = new ArrayList<>(packages.listed());
        found.addAll(packages.unlisted());
        found.removeIf(one -> one.bytes() == 0);
        found.sort(Comparator.comparingLong(PackageSize::bytes).reversed().thenComparing(PackageSize::name));
        return found;
    }

    private List<PackageSize> listed() {
        List<PackageSize> found = new ArrayList<>();
        ImageTree image = view.image();
        for (int layer = 0; layer < image.layers().size(); layer++) {
            LayerTree tree = image.layers().get(layer);
            int number = layer;
            tree.packageLists().forEach((list, files) -> {
                // The list of a lower layer counts only when no later one replaced it.
                if (view.seen()[list] != 0 && image.layerOf(view.seen()[list] - 1) == number) {
                    found.add(sum(paths.path(list), files));
                }
            });
        }
        return found;
    }

    private PackageSize sum(String list, int[] files) {
        long bytes = 0;
        long count = 0;
        for (int listed : files) {
            int file = place(listed);
            if (sizes[file] > 0 && !claimed.get(file)) {
                claimed.set(file);
                bytes += sizes[file];
                count++;
            }
        }
        if (list.endsWith(RECORD_SUFFIX)) {
            String folder = list.substring(0, list.length() - RECORD_SUFFIX.length());
            String name = folder.substring(folder.lastIndexOf('/') + 1);
            int dash = name.indexOf('-');
            return dash < 0
                    ? new PackageSize("python", name, "", bytes, count)
                    : new PackageSize("python", name.substring(0, dash), name.substring(dash + 1), bytes, count);
        }
        String name = list.substring(list.lastIndexOf('/') + 1, list.length() - DPKG_SUFFIX.length());
        int colon = name.indexOf(':');
        return new PackageSize("dpkg", colon < 0 ? name : name.substring(0, colon), "", bytes, count);
    }

    /** Lists name {@code /lib/x} where a merged-usr system has {@code /usr/lib/x}. */
    private int place(int listed) {
        if (view.seen()[listed] != 0) {
            return listed;
        }
        int moved = paths.find("/usr" + paths.path(listed));
        return moved < 0 ? listed : moved;
    }

    private List<PackageSize> unlisted() {
        Map<Integer, long[]> sums = new HashMap<>();
        int[] tops = new int[paths.size()];
        for (int node = 1; node < tops.length; node++) {
            int parent = paths.parent(node);
            if (tops[parent] != 0) {
                tops[node] = tops[parent];
            } else {
                String above = paths.firstChild(node) >= 0 || sizes[node] > 0 ? paths.name(parent) : "";
                tops[node] = above.equals("site-packages") || above.equals("dist-packages") ? node : 0;
            }
            if (tops[node] != 0 && sizes[node] > 0 && !claimed.get(node)) {
                long[] sum = sums.computeIfAbsent(tops[node], top -> new long[2]);
                sum[0] += sizes[node];
                sum[1]++;
            }
        }
        List<PackageSize> found = new ArrayList<>();
        sums.forEach((top, sum) -> found.add(new PackageSize("python", paths.name(top), "", sum[0], sum[1])));
        return found;
    }
}
