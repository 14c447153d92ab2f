package dev.slipway.inspect.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inspect.ImageOf;
import dev.slipway.inspect.waste.Waste;
import dev.slipway.inspect.waste.WasteCause;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Random layers against a second computation that shares nothing with the first but the meaning: maps of path to file,
 * layer upon layer. The paths are few, so that everything happens to them; files that later are directories do not occur.
 */
class NaiveModelTest {
    private static final List<String> DIRECTORIES = List.of("/a", "/a/deep", "/b", "/c");

    private record File(String content, int mode, int layer) {}

    /** What one layer does; in this order as the tar has it. */
    private record Layer(List<String> whiteouts, List<String> opaques, Map<String, File> files) {}

    @Property(tries = 100)
    void figuresEqualThoseOfTheNaiveModel(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int height) {
        Random random = new Random(seed);
        List<Layer> layers = new ArrayList<>();
        ImageOf image = new ImageOf();
        for (int number = 0; number < height; number++) {
            Layer layer = layer(random, number);
            layers.add(layer);
            image.layer("RUN " + number, tar(layer));
        }
        Inspection inspection = image.inspection();
        Map<WasteCause, Long> expected = new EnumMap<>(WasteCause.class);
        Map<String, File> seen = stack(layers, expected);
        assertThat(inspection.waste().stream()
                        .collect(Collectors.groupingBy(Waste::cause, Collectors.summingLong(Waste::bytes))))
                .isEqualTo(expected);
        assertThat(inspection.view().totals()[0])
                .isEqualTo(seen.values().stream()
                        .mapToLong(file -> file.content().length())
                        .sum());
        assertThat(inspection.unpackedBytes())
                .isEqualTo(layers.stream()
                        .flatMap(layer -> layer.files().values().stream())
                        .mapToLong(file -> file.content().length())
                        .sum());
    }

    private static Layer layer(Random random, int number) {
        Map<String, File> files = new TreeMap<>();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            // Lengths tell contents apart, so that a path and its copies meet now and then.
            String content = "x".repeat(1 + random.nextInt(4));
            files.put(file(random), new File(content, random.nextBoolean() ? 0644 : 0600, number));
        }
        List<String> whiteouts = new ArrayList<>();
        List<String> opaques = new ArrayList<>();
        if (number > 0) {
            if (random.nextBoolean()) {
                whiteouts.add(file(random));
            }
            if (random.nextInt(3) == 0) {
                whiteouts.add(DIRECTORIES.get(random.nextInt(DIRECTORIES.size())));
            }
            if (random.nextInt(3) == 0) {
                opaques.add(DIRECTORIES.get(random.nextInt(DIRECTORIES.size())));
            }
        }
        return new Layer(whiteouts, opaques, files);
    }

    private static String file(Random random) {
        return DIRECTORIES.get(random.nextInt(DIRECTORIES.size())) + "/f" + random.nextInt(3);
    }

    private static ImageOf.Layer tar(Layer layer) {
        ImageOf.Layer tar = new ImageOf.Layer();
        layer.files().forEach((path, file) -> tar.file(path, file.content(), file.mode()));
        layer.whiteouts().forEach(tar::whiteout);
        layer.opaques().forEach(tar::opaque);
        return tar;
    }

    private static Map<String, File> stack(List<Layer> layers, Map<WasteCause, Long> waste) {
        Map<String, File> seen = new HashMap<>();
        for (Layer layer : layers) {
            for (String path : List.copyOf(seen.keySet())) {
                File old = Objects.requireNonNull(seen.get(path));
                File changed = layer.files().get(path);
                boolean gone =
                        layer.whiteouts().stream().anyMatch(mark -> path.equals(mark) || path.startsWith(mark + "/"))
                                || layer.opaques().stream().anyMatch(mark -> path.startsWith(mark + "/"));
                if (changed != null) {
                    add(waste, cause(old, changed), old);
                } else if (gone) {
                    add(waste, WasteCause.DELETED, old);
                    seen.remove(path);
                }
            }
            seen.putAll(layer.files());
        }
        Map<String, Integer> lowest = new HashMap<>();
        seen.values().forEach(file -> lowest.merge(file.content(), file.layer(), Math::min));
        seen.values().stream()
                .filter(file -> file.layer() != lowest.get(file.content()))
                .forEach(file -> add(waste, WasteCause.DUPLICATE, file));
        return seen;
    }

    private static WasteCause cause(File old, File changed) {
        return !old.content().equals(changed.content())
                ? WasteCause.OVERWRITTEN_CHANGED
                : old.mode() == changed.mode() ? WasteCause.OVERWRITTEN_SAME : WasteCause.METADATA_ONLY;
    }

    private static void add(Map<WasteCause, Long> waste, WasteCause cause, File file) {
        waste.merge(cause, (long) file.content().length(), Long::sum);
    }
}
