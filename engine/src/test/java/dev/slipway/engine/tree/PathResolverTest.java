package dev.slipway.engine.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.engine.tree.PathResolver.Reason;
import dev.slipway.engine.tree.PathResolver.Resolution;
import dev.slipway.image.ImagePath;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathResolverTest {
    @TempDir
    Path temp;

    private Plant plant;
    private ScannedStore store;

    @BeforeEach
    void layers() throws Exception {
        store = new ScannedStore(temp);
        plant = new Plant(store.newDirectory());
        plant.file("data/file")
                .symlink("abs", "/data")
                .symlink("up", "../../../data")
                .symlink("data/self", "file");
    }

    private Resolution follow(String path) {
        return new PathResolver(tree()).follow(ImagePath.of(path));
    }

    private FileTree tree() {
        return MergedTree.of(List.of(store.add(plant.path())), store);
    }

    @Test
    void absoluteLink_startsAtTheRoot() {
        assertThat(follow("/abs/file").path()).isEqualTo(ImagePath.of("/data/file"));
        assertThat(follow("/abs/file")).isInstanceOf(Resolution.Found.class);
    }

    @Test
    void parentOfTheRoot_isTheRoot() {
        assertThat(follow("/up/self").path()).isEqualTo(ImagePath.of("/data/file"));
    }

    @Test
    void lastLink_isFollowedOnlyWhenAsked() {
        assertThat(follow("/data/self").path()).isEqualTo(ImagePath.of("/data/file"));
        assertThat(new PathResolver(tree())
                        .followParents(ImagePath.of("/abs/self"))
                        .path())
                .isEqualTo(ImagePath.of("/data/self"));
    }

    @Test
    void missingTail_isWhereItWouldBe() {
        assertThat(follow("/abs/new/deep")).isEqualTo(new Resolution.Missing(ImagePath.of("/data/new/deep")));
    }

    @Test
    void danglingLink_isWhereItsTargetWouldBe() throws Exception {
        plant.symlink("dangling", "nowhere/x");
        assertThat(follow("/dangling/y")).isEqualTo(new Resolution.Missing(ImagePath.of("/nowhere/x/y")));
    }

    @Test
    void fileOnTheWay_blocks() {
        assertThat(follow("/data/file/x"))
                .isEqualTo(new Resolution.Blocked(ImagePath.of("/data/file"), Reason.NOT_A_DIRECTORY));
        assertThat(follow("/data/self/x"))
                .isEqualTo(new Resolution.Blocked(ImagePath.of("/data/file"), Reason.NOT_A_DIRECTORY));
    }

    @Test
    void fortyLinks_areFollowed_moreAreNot() throws Exception {
        for (int i = 0; i < 41; i++) {
            plant.symlink("l" + i, i == 0 ? "data" : "l" + (i - 1));
        }
        assertThat(follow("/l39").path()).isEqualTo(ImagePath.of("/data"));
        assertThat(follow("/l40"))
                .isInstanceOfSatisfying(
                        Resolution.Blocked.class,
                        blocked -> assertThat(blocked.reason()).isEqualTo(Reason.TOO_MANY_LINKS));
    }

    @Test
    void confinedRoot_isNeverLeft() throws Exception {
        plant.dir("jail").symlink("jail/abs", "/etc").symlink("jail/up", "../../etc");
        PathResolver jailed = new PathResolver(tree(), ImagePath.of("/jail"));
        assertThat(jailed.follow(ImagePath.of("/abs/x")).path()).isEqualTo(ImagePath.of("/jail/etc/x"));
        assertThat(jailed.follow(ImagePath.of("/up/x")).path()).isEqualTo(ImagePath.of("/jail/etc/x"));
    }
}
