package dev.slipway.engine.layering;

import dev.slipway.engine.EmbeddedBuilder;
import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Builds scenarios in all variants and compares all readings with the first variant's overlay mount. */
final class ScenarioCheck implements AutoCloseable {
    private final Path home;
    private final Stores stores;
    private final ExecutorService workers =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

    ScenarioCheck(Path home) {
        this.home = home;
        this.stores = new Stores(home);
    }

    /**
     * What came out.
     *
     * @param reference what the first variant made
     * @param problems where readings or variants differ, one text each
     */
    record Verdict(Built reference, List<String> problems) {
        boolean isBuilt() {
            return reference instanceof Built.Image;
        }

        /** The root file system; AssertionError when there is none. */
        TreeView image() {
            return switch (reference) {
                case Built.Image image -> image.views().get(Built.MOUNT);
                case Built.Refused refused -> throw new AssertionError("was refused: " + refused.message());
            };
        }
    }

    Verdict check(Scenario scenario) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory(home, "scenario");
        try {
            ScenarioFiles files = ScenarioFiles.write(scenario, work);
            return compare(build(files));
        } finally {
            Directories.deleteTree(Place.of(work));
            stores.next();
        }
    }

    private Map<BuildVariant, Built> build(ScenarioFiles files) throws IOException, InterruptedException {
        Map<BuildVariant, Future<Built>> running = new LinkedHashMap<>();
        for (BuildVariant variant : BuildVariant.values()) {
            running.put(variant, workers.submit(() -> build(files, variant)));
        }
        Map<BuildVariant, Built> built = new LinkedHashMap<>();
        for (Map.Entry<BuildVariant, Future<Built>> one : running.entrySet()) {
            try {
                built.put(one.getKey(), one.getValue().get());
            } catch (ExecutionException e) {
                throw new IOException("cannot judge what " + one.getKey() + " made", e.getCause());
            }
        }
        return built;
    }

    /** Times that vary need a store that has nothing of other scenarios. */
    private Built build(ScenarioFiles files, BuildVariant variant) throws IOException, InterruptedException {
        Path scratch = files.home().resolve(variant.name());
        if (files.scenario().times() == Node.Times.ALIKE) {
            return Built.build(files, variant, stores.shared(variant), scratch);
        }
        try (EmbeddedBuilder builder = Stores.open(scratch.resolve("store"))) {
            return Built.build(files, variant, builder, scratch);
        }
    }

    private static Verdict compare(Map<BuildVariant, Built> built) {
        BuildVariant first = BuildVariant.values()[0];
        Built reference = built.get(first);
        List<String> problems = new ArrayList<>();
        built.forEach((variant, one) -> {
            if (reference instanceof Built.Image expected && one instanceof Built.Image image) {
                TreeView truth = expected.views().get(Built.MOUNT);
                boolean timesCount = expected.timesCount() && image.timesCount();
                image.views().forEach((reading, view) -> {
                    problems.addAll(
                            truth.differences(view, first + ", " + Built.MOUNT, variant + ", " + reading, timesCount));
                });
                // the mount shows only the topmost layer's root directory, the root's tar has none
                problems.addAll(expected.views()
                        .get(Built.LAYERS)
                        .rootDifference(image.views().get(Built.LAYERS), first.name(), variant.name()));
            } else if (!refusedAlike(reference, one)) {
                problems.add(first + ": " + text(reference) + "\n" + variant + ": " + text(one));
            }
        });
        return new Verdict(reference, problems);
    }

    /** When steps of two stages cannot be done, which of them ends the build is a matter of time. */
    private static boolean refusedAlike(Built reference, Built other) {
        return reference instanceof Built.Refused one
                && other instanceof Built.Refused two
                && (one.line() != two.line() || one.message().equals(two.message()));
    }

    private static String text(Built built) {
        return switch (built) {
            case Built.Image ignored -> "built";
            case Built.Refused refused -> "refused: " + refused.message();
        };
    }

    @Override
    public void close() throws IOException {
        workers.shutdownNow();
        stores.close();
    }
}
