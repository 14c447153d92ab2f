package dev.slipway.engine.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.MountRights;
import dev.slipway.engine.linux.Mounts;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.ImagePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergedTreeTest {
    private static final List<String> NAMES = List.of("a", "b", "c", "\uDCFF\uDC80x", "ü");

    @TempDir
    Path temp;

    @Property(tries = 150)
    void randomLayers_lookAsTheKernelsOverlayShowsThem(@ForAll long seed) throws IOException {
        Path home = Files.createTempDirectory("merged-tree");
        try {
            assumeTrue(MountRights.mounts(), "run under: unshare -m --propagation private");
            Random random = new Random(seed);
            ScannedStore store = new ScannedStore(home.resolve("store"));
            List<StoredLayer> layers = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                Plant plant = new Plant(store.newDirectory());
                fill(plant, "", random, 0);
                layers.add(store.add(plant.path()));
            }
            Path mount = Files.createDirectories(home.resolve("mount"));
            mount(layers, Files.createDirectories(home.resolve("empty")), mount);
            try {
                assertThat(Drawn.withTimes().tree(MergedTree.of(layers, store)))
                        .isEqualTo(Drawn.withTimes().disk(mount));
            } finally {
                Mounts.unmount(Place.of(mount), Mounts.DETACH);
            }
        } finally {
            Directories.deleteTree(Place.of(home));
        }
    }

    /** Layers bottom first; one more that is empty, as an overlay needs two. */
    public static void mount(List<StoredLayer> layers, Path empty, Path target) throws LinuxException {
        List<Mounts.Parameter> parameters = new ArrayList<>();
        for (StoredLayer layer : layers.reversed()) {
            parameters.add(new Mounts.Parameter("lowerdir+", layer.directory().toString()));
        }
        parameters.add(new Mounts.Parameter("lowerdir+", empty.toString()));
        Mounts.mountNew("overlay", parameters, Mounts.READ_ONLY, Place.of(target));
    }

    private static void fill(Plant plant, String directory, Random random, int depth) throws LinuxException {
        for (String name : NAMES) {
            String path = directory + "/" + name;
            switch (random.nextInt(depth < 3 ? 9 : 6)) {
                case 0 -> plant.file(path, "content " + random.nextInt(3), random.nextBoolean() ? 04755 : 0600);
                case 1 -> plant.symlink(path, random.nextBoolean() ? "../b" : "/nowhere");
                case 2 -> plant.whiteout(path);
                case 3 -> plant.node(path, FileStatus.FIFO | 0640, 0, 0).owner(path, random.nextInt(3), 7);
                case 6, 7, 8 -> {
                    plant.dir(path, random.nextBoolean() ? 0700 : 01777).owner(path, random.nextInt(3), 0);
                    fill(plant, path, random, depth + 1);
                    if (random.nextInt(4) == 0) {
                        plant.opaque(path);
                    }
                    if (random.nextInt(3) == 0) {
                        plant.xattr(path, "user.note", "v" + random.nextInt(2));
                    }
                    plant.time(path, Plant.TIME + random.nextInt(5));
                }
                default -> {}
            }
        }
    }

    @Test
    void opaqueRoot_hidesEverythingBelow() throws Exception {
        ScannedStore store = new ScannedStore(temp);
        StoredLayer lower =
                store.add(new Plant(store.newDirectory()).file("old").path());
        StoredLayer upper = store.add(
                new Plant(store.newDirectory()).file("new").opaque("/").path());

        FileTree tree = MergedTree.of(List.of(lower, upper), store);

        assertThat(tree.children(ImagePath.ROOT)).extracting(TreeNode::path).containsExactly(ImagePath.of("/new"));
        assertThat(tree.find(ImagePath.of("/old"))).isEmpty();
    }

    @Test
    void hardLinksOfALayer_shareTheirIdentity() throws Exception {
        ScannedStore store = new ScannedStore(temp);
        Plant plant =
                new Plant(store.newDirectory()).file("one").link("two", "one").file("three");
        FileTree tree = MergedTree.of(List.of(store.add(plant.path())), store);

        String one = tree.find(ImagePath.of("/one")).orElseThrow().linkIdentity();

        assertThat(one).isNotEmpty();
        assertThat(tree.find(ImagePath.of("/two")).orElseThrow().linkIdentity()).isEqualTo(one);
        assertThat(tree.find(ImagePath.of("/three")).orElseThrow().linkIdentity())
                .isEmpty();
    }

    @Test
    void noLayers_areAnEmptyRoot() {
        assertThat(MergedTree.EMPTY.children(ImagePath.ROOT)).isEmpty();
        assertThat(MergedTree.EMPTY.find(ImagePath.ROOT)).isPresent();
        assertThat(MergedTree.EMPTY.find(ImagePath.of("/a/b"))).isEmpty();
    }
}
