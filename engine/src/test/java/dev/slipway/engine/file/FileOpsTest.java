package dev.slipway.engine.file;

import static dev.slipway.engine.file.Steps.copy;
import static dev.slipway.engine.file.Steps.copyFromStage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.dockerfile.ignore.IgnoreRules;
import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.step.StepException;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.engine.tree.Listing;
import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.lower.Matchers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, what a layer holds, and what it costs. */
class FileOpsTest {
    @TempDir
    Path temp;

    private Steps steps;

    @BeforeEach
    void plant() throws Exception {
        steps = new Steps(temp);
    }

    @Test
    void keyOfAContext_followsExactlyTheSelectedEntries() throws Exception {
        steps.context.file("d/a", "1").file("d/b", "2").file("other", "3").dir("d/e");
        Digest key = steps.freshKey(copy("/to").from("d"));
        steps.context.file("other", "4").time("d/a", 5);
        assertThat(steps.freshKey(copy("/to").from("d"))).isEqualTo(key);
        steps.context.file("d/a", "1", 0600);
        assertThat(steps.freshKey(copy("/to").from("d"))).isNotEqualTo(key);
        steps.context.file("d/a", "1", 0644).owner("d/a", 9, 9);
        assertThat(steps.freshKey(copy("/to").from("d"))).isEqualTo(key);
        steps.context.file("d/a", "x");
        assertThat(steps.freshKey(copy("/to").from("d"))).isNotEqualTo(key);
        steps.context.file("d/a", "1").file("d/e/new");
        assertThat(steps.freshKey(copy("/to").from("d"))).isNotEqualTo(key);
        assertThat(steps.freshKey(copy("/to").from("d").exclude("**/new"))).isEqualTo(key);
    }

    @Test
    void keyOfAContext_doesNotFollowTheTopDirectorysMode() throws Exception {
        steps.context.dir("d", 0700).file("d/a");
        Digest key = steps.freshKey(copy("/to").from("d"));
        steps.context.dir("d", 0755);
        assertThat(steps.freshKey(copy("/to").from("d"))).isEqualTo(key);
    }

    @Test
    void keyOfHardLinks_differsFromThatOfCopies() throws Exception {
        steps.context.file("d/a", "x").file("d/b", "x");
        Digest key = steps.freshKey(copy("/to").from("d"));
        Files.delete(steps.context.path().resolve("d/b"));
        steps.context.link("d/b", "d/a");
        assertThat(steps.freshKey(copy("/to").from("d"))).isNotEqualTo(key);
    }

    @Test
    void keyOfAStage_isRememberedWithoutOpeningALayer() throws Exception {
        steps.stage.file("d/a").owner("d/a", 3, 4);
        Digest key = steps.key(copyFromStage("/to").from("d"));
        int opened = steps.store.indexesOpened();
        assertThat(steps.freshKey(copyFromStage("/to").from("d"))).isEqualTo(key);
        assertThat(steps.store.indexesOpened()).isEqualTo(opened);
        assertThat(steps.freshKey(copyFromStage("/to").from("d").exclude("a"))).isNotEqualTo(key);
        assertThat(steps.store.indexesOpened()).isGreaterThan(opened);
    }

    @Test
    void listings_nameTheChangedFiles() throws Exception {
        steps.context.file("src/a", "1").file("src/b", "1").file("src/c/d", "1");
        byte[] before = listing(steps.freshKey(copy("/to").from("src")));
        steps.context.file("src/b", "2").file("src/new", "1");
        Files.delete(steps.context.path().resolve("src/c/d"));
        byte[] after = listing(steps.freshKey(copy("/to").from("src")));
        assertThat(Listing.differences(before, after, 10))
                .containsExactly(
                        new Listing.Difference("src/b", Listing.Change.CHANGED),
                        new Listing.Difference("src/new", Listing.Change.ADDED),
                        new Listing.Difference("src/c/d", Listing.Change.REMOVED));
        assertThat(Listing.differences(before, after, 1)).hasSize(1);
        assertThat(Listing.differences(after, after, 10)).isEmpty();
        assertThat(Listing.differences(new byte[] {9}, after, 10)).isEmpty();
    }

    private byte[] listing(Digest key) {
        return steps.store.find(Listing.KIND, key).orElseThrow();
    }

    @Test
    void excludedEntries_areNotThere_unlessSomethingBelowThemIs() throws Exception {
        steps.context.file("node_modules/x").file("src/a").file("src/gen/keep").file("src/gen/drop");
        steps.ignored = Matchers.exclusions(IgnoreRules.of(List.of("node_modules", "src/gen", "!src/gen/keep")));
        steps.run(copy("/to").from("."));
        assertThat(steps.drawn()).contains("/to/src/a", "/to/src/gen/keep").doesNotContain("drop", "node_modules");
        assertThatThrownBy(() -> steps.run(copy("/x").from("node_modules")))
                .isInstanceOfSatisfying(
                        StepException.class, e -> assertThat(e.code()).isEqualTo(StepException.Code.MISSING_SOURCE));
    }

    @Test
    void fileOfTheStoreThatFits_isLinkedAndNotCopied() throws Exception {
        steps.stage.file("d/a").owner("d/a", 3, 4).xattr("d/a", "user.note", "v");
        StoredLayer made = steps.run(copyFromStage("/to").from("d")).getFirst();
        assertThat(inode(made, "/to/a"))
                .isEqualTo(FileStatus.of(steps.stage.at("d/a")).inode());
    }

    @Test
    void fileOfTheStoreWithOtherMetadata_isCopied() throws Exception {
        steps.stage.file("d/a").owner("d/a", 3, 4);
        StoredLayer made =
                steps.run(copyFromStage("/to").from("d").chown("0", "0")).getFirst();
        assertThat(inode(made, "/to/a"))
                .isNotEqualTo(FileStatus.of(steps.stage.at("d/a")).inode());
        assertThat(FileStatus.of(steps.stage.at("d/a")).owner()).isEqualTo(new FileStatus.Owner(3, 4));
        assertThat(steps.content("/to/a")).isEqualTo("d/a");
    }

    @Test
    void filesThatShareAnInodeOnlyInTheStore_doNotBecomeOneFile() throws Exception {
        steps.stage.file("d/a");
        steps.run(copyFromStage("/one").from("d"), copyFromStage("/two").from("d"));
        var tree = steps.result();
        assertThat(tree.find(ImagePath.of("/one/a")).orElseThrow().linkIdentity())
                .isNotEqualTo(tree.find(ImagePath.of("/two/a")).orElseThrow().linkIdentity() + "x");
        assertThat(inode(steps.lower().getLast(), "/one/a"))
                .isNotEqualTo(inode(steps.lower().getLast(), "/two/a"));
    }

    private static long inode(StoredLayer layer, String path) throws Exception {
        return FileStatus.of(dev.slipway.engine.linux.Place.of(layer.directory() + path))
                .inode();
    }

    @Test
    void layer_holdsParentsAsTheyWereAndNothingElse() throws Exception {
        steps.root
                .dir("opt", 0751)
                .owner("opt", 1, 2)
                .xattr("opt", "user.note", "v")
                .file("opt/old")
                .time("opt", 1_400_000_000)
                .file("etc/passwd");
        steps.context.file("a");
        StoredLayer made = steps.run(copy("/opt/x/").from("a")).getFirst();
        assertThat(dev.slipway.engine.tree.Drawn.withTimes()
                        .disk(made.directory())
                        .lines())
                .hasSize(3)
                .first()
                .isEqualTo("/opt dir 751 1:2 @1400000000.0 user.note=76");
    }

    @Test
    void rootsOwnMetadata_isThatOfTheLayersBelow() throws Exception {
        steps.root.dir("/", 0555);
        steps.context.file("a");
        StoredLayer made = steps.run(copy("/").from("a")).getFirst();
        assertThat(FileStatus.of(dev.slipway.engine.linux.Place.of(made.directory()))
                        .permissions())
                .isEqualTo(0555);
    }

    @Test
    void contextThatChangesBetweenKeyAndCopy_isRefused() throws Exception {
        steps.context.file("d/a", "1").file("d/b", "1");
        assertChanged(() -> steps.context.file("d/a", "2"));
        assertChanged(() -> steps.context.file("d/a", "1", 0600));
        assertChanged(() -> steps.context.file("d/new"));
        assertChanged(() -> Files.delete(steps.context.path().resolve("d/b")));
    }

    /** A change of the test's context. */
    private interface Change {
        void make() throws Exception;
    }

    private void assertChanged(Change change) throws Exception {
        Steps fresh = new Steps(temp.resolve("fresh" + System.nanoTime()));
        fresh.context.file("d/a", "1").file("d/b", "1");
        Steps before = steps;
        steps = fresh;
        Op.FileOp op = new Op.FileOp(List.of(copy("/to").from("d").action()));
        fresh.key(copy("/to").from("d"));
        change.make();
        assertThatThrownBy(() -> fresh.runOnly(op)).isInstanceOfSatisfying(StepException.class, e -> {
            assertThat(e.code()).isEqualTo(StepException.Code.BAD_CONTENT);
            assertThat(e).hasMessageContaining("changed while the build was reading it");
        });
        steps = before;
    }

    @Test
    void linksOutOfTheContext_readNothingOutside() throws Exception {
        Files.writeString(temp.resolve("secret"), "secret");
        steps.context
                .symlink("abs", temp.resolve("secret").toString())
                .symlink("up", "../secret")
                .symlink("dir", "..");
        for (String source : List.of("abs", "up", "dir/secret", "dir/../secret")) {
            assertThatThrownBy(() -> steps.run(copy("/to").from(source)))
                    .isInstanceOfSatisfying(
                            StepException.class,
                            e -> assertThat(e.code()).isEqualTo(StepException.Code.MISSING_SOURCE));
        }
    }

    @Test
    void linksOutOfTheRoot_writeNothingOutside() throws Exception {
        steps.root
                .symlink("abs", temp.toString())
                .symlink("up", "../../../../../../.." + temp)
                .symlink("dir", "../..");
        steps.context.file("a");
        steps.run(
                copy("/abs/").from("a"),
                copy("/up/b").from("a"),
                copy("/dir/../../c").from("a"));
        assertThat(temp.resolve("a")).doesNotExist();
        assertThat(temp.resolve("b")).doesNotExist();
        assertThat(steps.content(temp + "/a")).isEqualTo("a");
        assertThat(steps.content(temp + "/b")).isEqualTo("a");
        assertThat(steps.content("/c")).isEqualTo("a");
    }

    @Test
    void interrupt_endsTheCopy() throws Exception {
        steps.context.file("d/a").file("d/b");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> steps.run(copy("/to").from("d"))).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void thousandsOfFiles_areCopied() throws Exception {
        for (int d = 0; d < 20; d++) {
            for (int f = 0; f < 100; f++) {
                steps.stage.file("d/" + d + "/" + f);
                steps.context.file("d/" + d + "/" + f);
            }
        }
        steps.run(copyFromStage("/s").from("d"), copy("/c").from("d"));
        assertThat(steps.drawn().lines()).hasSize(2 * (1 + 20 + 2000));
        assertThat(steps.content("/s/19/99")).isEqualTo("d/19/99");
        assertThat(steps.content("/c/19/99")).isEqualTo("d/19/99");
    }
}
