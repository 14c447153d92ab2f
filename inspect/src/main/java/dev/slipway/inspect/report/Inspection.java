package dev.slipway.inspect.report;

import dev.slipway.image.Platform;
import dev.slipway.image.source.ResolvedImage;
import dev.slipway.inspect.dive.Efficiency;
import dev.slipway.inspect.source.LayerOrigins;
import dev.slipway.inspect.tree.EntryType;
import dev.slipway.inspect.tree.ImageTree;
import dev.slipway.inspect.tree.LayerTree;
import dev.slipway.inspect.tree.StackedView;
import dev.slipway.inspect.waste.Waste;
import dev.slipway.inspect.waste.WasteFinder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * All that is said of one image.
 *
 * @param layers bottom first
 * @param waste the most bytes first
 * @param tops what a container sees
 */
public record Inspection(
        Identity identity,
        List<LayerSummary> layers,
        Efficiency efficiency,
        List<Waste> waste,
        TopLists tops,
        StackedView view) {
    /** Layers, from the largest, whose content is described. */
    private static final int DESCRIBED = 10;

    public Inspection {
        layers = List.copyOf(layers);
        waste = List.copyOf(waste);
    }

    /**
     * Which image it is.
     *
     * @param name as asked for
     * @param digest of the manifest
     * @param linesKnown whether a given Dockerfile fits the history, or a record of the build names lines
     */
    public record Identity(String name, String digest, Platform platform, boolean linesKnown) {}

    /** Largest first; of packages all, of the others the first ones. */
    public record TopLists(List<SizedPath> directories, List<SizedPath> files, List<PackageSize> packages) {
        public TopLists {
            directories = List.copyOf(directories);
            files = List.copyOf(files);
            packages = List.copyOf(packages);
        }
    }

    public static Inspection of(String name, ResolvedImage image, ImageTree tree, LayerOrigins origins) {
        WasteFinder.Found found = WasteFinder.find(tree);
        StackedView view = found.view();
        return new Inspection(
                new Identity(
                        name,
                        image.descriptor().digest().toString(),
                        image.config().platform(),
                        origins.matched()),
                layers(image, tree, origins),
                Efficiency.of(tree),
                found.waste(),
                new TopLists(Tops.directories(tree.paths(), view.totals()), Tops.files(view), Packages.of(view)),
                view);
    }

    private static List<LayerSummary> layers(ResolvedImage image, ImageTree tree, LayerOrigins origins) {
        Set<Integer> described = new HashSet<>(IntStream.range(0, tree.layers().size())
                .boxed()
                .sorted(Comparator.comparingLong(i -> -tree.layers().get(i).fileBytes()))
                .limit(DESCRIBED)
                .toList());
        List<LayerSummary> layers = new ArrayList<>();
        for (int i = 0; i < tree.layers().size(); i++) {
            LayerTree layer = tree.layers().get(i);
            layers.add(new LayerSummary(
                    image.layers().get(i).descriptor(),
                    image.config().diffIds().get(i),
                    origins.layers().get(i),
                    layer.fileBytes(),
                    IntStream.range(0, layer.count())
                            .filter(place -> layer.type(place) == EntryType.FILE)
                            .count(),
                    described.contains(i) ? Tops.ofLayer(tree, layer) : List.of()));
        }
        return layers;
    }

    /** Of all layer blobs, compressed. */
    public long compressedBytes() {
        return layers.stream().mapToLong(layer -> layer.blob().sizeBytes()).sum();
    }

    /** Sum of the file sizes of all layers. */
    public long unpackedBytes() {
        return layers.stream().mapToLong(LayerSummary::unpackedBytes).sum();
    }

    public long wastedBytes() {
        return waste.stream().mapToLong(Waste::bytes).sum();
    }
}
