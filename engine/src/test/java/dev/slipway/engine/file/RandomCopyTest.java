package dev.slipway.engine.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.MountRights;
import dev.slipway.engine.linux.Mounts;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.step.StepException;
import dev.slipway.engine.step.StepInput;
import dev.slipway.engine.store.KnownDigests;
import dev.slipway.engine.store.LayerDraft;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.engine.store.disk.DiskStore;
import dev.slipway.engine.tree.Drawn;
import dev.slipway.engine.tree.MergedTree;
import dev.slipway.engine.tree.Plant;
import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.Exclusions;
import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.LayerRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Copies from a stage, in a real store, against the same copies made on a mounted root file system. */
class RandomCopyTest {
    private static final List<String> NAMES = List.of("a", "b", "c", "\uDCFFz");

    @Property(tries = 80)
    void anyCopy_makesWhatAPlainCopyOnAMountMakes(@ForAll long seed) throws Exception {
        assumeTrue(MountRights.mounts(), "run under: unshare -m --propagation private");
        Path home = Files.createTempDirectory("random-copy");
        try (Store store = DiskStore.open(home.resolve("store"))) {
            Random random = new Random(seed);
            List<StoredLayer> root = layers(store, random, 1 + random.nextInt(2), true);
            List<StoredLayer> stage = layers(store, random, 1 + random.nextInt(2), false);
            check(new Case(store, home, root, stage), random);
        } finally {
            Directories.deleteTree(Place.of(home));
        }
    }

    private record Case(Store store, Path home, List<StoredLayer> root, List<StoredLayer> stage) {}

    private static void check(Case c, Random random) throws Exception {
        String source = path(random, 2);
        String destination = "/" + path(random, 3) + (random.nextBoolean() ? "/" : "");
        Optional<Ids> owner = random.nextInt(3) == 0 ? Optional.of(new Ids(7, 8)) : Optional.empty();
        Optional<Integer> mode = random.nextInt(3) == 0 ? Optional.of(04751) : Optional.empty();
        try (Mounted stage = new Mounted(c, c.stage(), "stage");
                Mounted naive = new Mounted(c, c.root(), "naive")) {
            boolean possible = true;
            try {
                new NaiveCopy(stage.path(), naive.path(), owner, mode).copy(source, destination);
            } catch (NaiveCopy.Refused e) {
                possible = false;
            }
            if (!possible) {
                assertThatThrownBy(() -> run(c, source, destination, owner, mode))
                        .isInstanceOf(StepException.class);
                return;
            }
            List<StoredLayer> all = new ArrayList<>(c.root());
            all.addAll(run(c, source, destination, owner, mode));
            String expected = Drawn.withoutTimes().disk(naive.path());
            assertThat(Drawn.withoutTimes().tree(MergedTree.of(all, c.store().layers())))
                    .as("%s to %s, as indexes", source, destination)
                    .isEqualTo(expected);
            try (Mounted made = new Mounted(c, all, "made")) {
                assertThat(Drawn.withoutTimes().disk(made.path()))
                        .as("%s to %s, as mounted", source, destination)
                        .isEqualTo(expected);
            }
        }
    }

    private static List<StoredLayer> run(
            Case c, String source, String destination, Optional<Ids> owner, Optional<Integer> mode)
            throws InterruptedException {
        FileOps ops = new FileOps(
                c.store(),
                (snapshot, step) -> snapshot.layers().stream()
                        .map(id -> c.store().layers().find(id).orElseThrow())
                        .toList(),
                (op, step) -> c.home(),
                LayerRules.DEFAULT);
        FileAction.Placement placement = new FileAction.Placement(
                owner.map(ids -> new FileAction.Owner(ids.uid() + "", Optional.of(ids.gid() + ""))),
                mode.map(FileAction.ModeChange.Octal::new));
        Op.FileOp op = new Op.FileOp(List.of(new FileAction.Copy(
                1,
                List.of(new FileAction.Source(source, Optional.empty(), "")),
                new FileAction.Destination(ImagePath.of(destination), destination.endsWith("/")),
                new FileAction.CopyRules(placement, false, Exclusions.NONE),
                FileAction.Unpack.NEVER)));
        List<StepInput> inputs =
                List.of(new StepInput.Layers(snapshot(c.root())), new StepInput.Layers(snapshot(c.stage())));
        StepContext step = new StepContext(
                Digest.of(new byte[0]), event -> {}, BuildRequest.SandboxRules.DEFAULT, Clock.systemUTC());
        ops.keyParts(op, inputs, step);
        return ops.run(op, snapshot(c.root()), inputs, step);
    }

    private static Snapshot snapshot(List<StoredLayer> layers) {
        return new Snapshot(layers.stream().map(StoredLayer::id).toList());
    }

    private static String path(Random random, int depth) {
        List<String> segments = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(depth); i++) {
            segments.add(NAMES.get(random.nextInt(NAMES.size())));
        }
        return String.join("/", segments);
    }

    private static List<StoredLayer> layers(Store store, Random random, int count, boolean links) throws IOException {
        List<StoredLayer> layers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            try (LayerDraft draft = store.layers().begin()) {
                fill(new Plant(draft.directory()), "", random, 0, links);
                draft.commit(KnownDigests.NONE).ifPresent(layers::add);
            }
        }
        return layers;
    }

    private static void fill(Plant plant, String directory, Random random, int depth, boolean links)
            throws LinuxException {
        for (String name : NAMES) {
            String path = directory + "/" + name;
            switch (random.nextInt(depth < 2 ? 8 : 5)) {
                case 0, 1 ->
                    plant.file(path, "content " + random.nextInt(3), random.nextBoolean() ? 04755 : 0600)
                            .owner(path, random.nextInt(3), 0);
                case 2 ->
                    plant.symlink(
                            path, links ? List.of("/b", "../c", "a", "/c/a").get(random.nextInt(4)) : "x");
                case 3 -> plant.node(path, FileStatus.FIFO | 0640, 0, 0);
                case 5, 6, 7 -> {
                    plant.dir(path, random.nextBoolean() ? 0700 : 02775).owner(path, random.nextInt(3), 5);
                    fill(plant, path, random, depth + 1, links);
                    if (random.nextInt(3) == 0) {
                        plant.xattr(path, "user.note", "v" + random.nextInt(2));
                    }
                    if (random.nextInt(5) == 0) {
                        plant.opaque(path);
                    }
                }
                default -> {}
            }
        }
    }

    /** A stack of layers with something to write on top. */
    private static final class Mounted implements AutoCloseable {
        private final Path target;

        Mounted(Case c, List<StoredLayer> layers, String name) throws IOException {
            target = Files.createDirectories(c.home().resolve(name));
            List<Mounts.Parameter> parameters = new ArrayList<>();
            for (StoredLayer layer : layers.reversed()) {
                parameters.add(
                        new Mounts.Parameter("lowerdir+", layer.directory().toString()));
            }
            parameters.add(new Mounts.Parameter("lowerdir+", directory(c, name + "-empty")));
            parameters.add(new Mounts.Parameter("upperdir", directory(c, name + "-upper")));
            parameters.add(new Mounts.Parameter("workdir", directory(c, name + "-work")));
            Mounts.mountNew("overlay", parameters, 0, Place.of(target));
        }

        private static String directory(Case c, String name) throws IOException {
            return Files.createDirectories(c.home().resolve(name)).toString();
        }

        Path path() {
            return target;
        }

        @Override
        public void close() throws LinuxException {
            Mounts.unmount(Place.of(target), Mounts.DETACH);
        }
    }
}
