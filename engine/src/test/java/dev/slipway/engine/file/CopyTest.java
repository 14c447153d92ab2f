package dev.slipway.engine.file;

import static dev.slipway.engine.file.Steps.copy;
import static dev.slipway.engine.file.Steps.copyFromStage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.step.StepException;
import dev.slipway.engine.tree.Plant;
import dev.slipway.image.ImagePath;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a copy goes, and what it takes. */
class CopyTest {
    @TempDir
    Path temp;

    private Steps steps;

    @BeforeEach
    void plant() throws Exception {
        steps = new Steps(temp);
        steps.root.dir("etc").dir("existing", 0700).owner("existing", 500, 600).file("existing/old");
    }

    @Test
    void fileToNewPath_isRenamed() throws Exception {
        steps.context.file("a.txt");
        steps.run(copy("/x/y/b.txt").from("a.txt"));
        assertThat(steps.content("/x/y/b.txt")).isEqualTo("a.txt");
        assertThat(steps.drawn("/x/y")).startsWith("dir 755 0:0");
    }

    @Test
    void fileToTrailingSlash_goesInto() throws Exception {
        steps.context.file("sub/a.txt");
        steps.run(copy("/x/y/").from("sub/a.txt"));
        assertThat(steps.content("/x/y/a.txt")).isEqualTo("sub/a.txt");
    }

    @Test
    void fileToExistingDirectory_goesInto() throws Exception {
        steps.context.file("a.txt");
        steps.run(copy("/existing").from("a.txt"));
        assertThat(steps.content("/existing/a.txt")).isEqualTo("a.txt");
        assertThat(steps.drawn("/existing")).startsWith("dir 700 500:600");
        assertThat(steps.content("/existing/old")).isEqualTo("existing/old");
    }

    @Test
    void directory_givesItsContentsAndNotItsMode() throws Exception {
        steps.context.dir("d", 0700).file("d/a").dir("d/sub", 0711).time("d", 1_500_000_000);
        steps.run(copy("/new").from("d"));
        assertThat(steps.drawn("/new")).isEqualTo("dir 755 0:0 @1500000000.0");
        assertThat(steps.drawn("/new/sub")).startsWith("dir 711 0:0");
        assertThat(steps.content("/new/a")).isEqualTo("d/a");
    }

    @Test
    void existingSubdirectory_takesTheSourcesMetadataAndKeepsItsEntries() throws Exception {
        steps.root.dir("to/sub", 0700).owner("to/sub", 7, 7).file("to/sub/old").xattr("to/sub", "user.keep", "1");
        steps.stage.dir("d/sub", 01775).owner("d/sub", 1, 2).file("d/sub/new").xattr("d/sub", "user.add", "2");
        steps.run(copyFromStage("/to").from("d"));
        assertThat(steps.drawn("/to/sub")).startsWith("dir 1775 1:2").endsWith("user.add=32 user.keep=31");
        assertThat(steps.content("/to/sub/old")).isEqualTo("to/sub/old");
        assertThat(steps.content("/to/sub/new")).isEqualTo("d/sub/new");
    }

    @Test
    void severalSources_goIntoTheDestinationInOrder() throws Exception {
        steps.context.file("a/name", "first").file("b/name", "second").file("c");
        steps.run(copy("/to/").from("a/name", "b/name", "c"));
        assertThat(steps.content("/to/name")).isEqualTo("second");
        assertThat(steps.content("/to/c")).isEqualTo("c");
    }

    @Test
    void severalSourcesWithoutSlash_goIntoADirectoryThatIsThere() throws Exception {
        steps.context.file("a").file("b");
        steps.root.symlink("link", "existing");
        steps.run(copy("/existing").from("a", "b"));
        steps.run(copy("/link").from("a", "b"));
        assertThat(steps.content("/existing/a")).isEqualTo("a");
        assertThat(steps.content("/existing/b")).isEqualTo("b");
        assertThat(steps.drawn("/link")).startsWith("-> existing");
    }

    @Test
    void severalFilesWithoutSlash_areRefusedWhereNoDirectoryIs() throws Exception {
        steps.context.file("a").file("b").file("d/c");
        steps.root.file("file");
        for (String to : new String[] {"/new", "/file"}) {
            assertBadDestination(() -> steps.run(copy(to).from("a", "b")), "several files are copied");
            assertBadDestination(() -> steps.run(copy(to).from("?")), "several files are copied");
            assertBadDestination(() -> steps.run(copy(to).from("a"), copy(to).from("b")), "several files are copied");
        }
        steps.run(copy("/new").from("[a]"));
        assertThat(steps.content("/new")).isEqualTo("a");
    }

    @Test
    void severalSourcesWithoutSlash_mayBeginWithADirectory() throws Exception {
        steps.context.file("d/c").file("e/f").file("a");
        steps.run(copy("/new").from("d", "e", "a"));
        assertThat(steps.content("/new/c")).isEqualTo("d/c");
        assertThat(steps.content("/new/f")).isEqualTo("e/f");
        assertThat(steps.content("/new/a")).isEqualTo("a");
    }

    @Test
    void wildcard_matchesNamesAsTheyAre() throws Exception {
        steps.context
                .file("x1.go")
                .file("x2.go")
                .file("x3.txt")
                .file("dir.go/inner")
                .file("deep/y.go");
        steps.run(copy("/to/").from("*.go"));
        assertThat(steps.drawn())
                .contains("/to/x1.go", "/to/x2.go", "/to/inner")
                .doesNotContain("x3", "y.go");
    }

    @Test
    void wildcardInTheMiddle_goesThroughDirectoriesAndNotThroughLinks() throws Exception {
        steps.context.file("a1/f").file("a2/g").symlink("a3", "a1");
        steps.run(copy("/to/").from("a*/*"));
        assertThat(steps.drawn()).contains("/to/f", "/to/g");
        assertThat(steps.run(copy("/none/").from("a3*/*"))).isEmpty();
    }

    @Test
    void wildcardWithoutMatch_copiesNothingAndMakesNoDestination() throws Exception {
        steps.context.file("a");
        assertThat(steps.run(copy("/to/").from("none*"))).isEmpty();
        assertThat(steps.drawn("/to")).isEqualTo("nothing");
    }

    @Test
    void wildcardInMissingDirectory_isMissingSource() {
        assertMissing(() -> steps.run(copy("/to/").from("none/*")), "none/*");
    }

    @Test
    void missingSource_isNamedWithItsTree() {
        assertMissing(() -> steps.run(copy("/to/").from("nothing.txt")), "nothing.txt");
        assertThatThrownBy(() -> steps.run(copy("/to/").from("nothing.txt")))
                .hasMessage("cannot copy \"nothing.txt\": it is not in the build context (expected: a file or"
                        + " directory of the build context)");
    }

    @Test
    void sourceThatIsALink_givesWhatItPointsToUnderItsOwnName() throws Exception {
        steps.context.file("real", "content").symlink("link", "real").dir("d").symlink("d/inner", "../real");
        steps.run(copy("/to/").from("link", "d"), copy("/to/second").from("d/inner"));
        assertThat(steps.drawn("/to/link")).startsWith("file 7");
        assertThat(steps.drawn("/to/inner")).startsWith("-> ../real");
        assertThat(steps.content("/to/second")).isEqualTo("content");
    }

    @Test
    void wildcardMatchThatIsALink_isFollowedToo() throws Exception {
        steps.context.dir("v1").file("v1/f").symlink("current", "v1");
        steps.run(copy("/to/").from("curr*"));
        assertThat(steps.content("/to/f")).isEqualTo("v1/f");
    }

    @Test
    void linkInTheDestination_isFollowedInsideTheRoot() throws Exception {
        steps.root.dir("data").symlink("abs", "/data").symlink("up", "../../../data");
        steps.context.file("a").file("b");
        steps.run(copy("/abs/").from("a"), copy("/up/x/b").from("b"));
        assertThat(steps.content("/data/a")).isEqualTo("a");
        assertThat(steps.content("/data/x/b")).isEqualTo("b");
        assertThat(steps.drawn("/abs")).startsWith("-> /data");
    }

    @Test
    void danglingLinkAsDestination_makesItsTarget() throws Exception {
        steps.root.symlink("link", "/made/here");
        steps.context.file("a");
        steps.run(copy("/link/").from("a"));
        assertThat(steps.content("/made/here/a")).isEqualTo("a");
    }

    @Test
    void linkAtTheCopiedName_isReplacedAndNotFollowed() throws Exception {
        steps.root.dir("to").file("to/precious", "keep").symlink("to/a", "precious");
        steps.context.file("d/a", "new");
        steps.run(copy("/to").from("d"));
        assertThat(steps.content("/to/a")).isEqualTo("new");
        assertThat(steps.content("/to/precious")).isEqualTo("keep");
    }

    @Test
    void linksThatDoNotEnd_areRefused() throws Exception {
        steps.root.symlink("loop", "loop");
        steps.context.file("a");
        assertBadDestination(() -> steps.run(copy("/loop/").from("a")), "do not end");
    }

    @Test
    void fileOverDirectory_isRefused() throws Exception {
        steps.root.dir("to/name");
        steps.context.file("name", "x").file("d/name", "x");
        assertBadDestination(() -> steps.run(copy("/to").from("d")), "a file cannot replace a directory");
    }

    @Test
    void directoryOverFile_isRefused() throws Exception {
        steps.root.file("to/name").file("file");
        steps.context.file("d/name/x").dir("plain");
        assertBadDestination(() -> steps.run(copy("/to").from("d")), "a directory cannot replace a file");
        assertBadDestination(() -> steps.run(copy("/file").from("plain")), "a directory cannot replace a file");
        assertBadDestination(() -> steps.run(copy("/file/").from("plain")), "is not a directory");
        assertBadDestination(() -> steps.run(copy("/file/x/y").from("plain")), "is not a directory");
    }

    @Test
    void sameContentAgain_isStillWritten() throws Exception {
        steps.context.file("existing/old");
        assertThat(steps.run(copy("/existing").from("existing"))).hasSize(1);
    }

    @Test
    void nothingToCopyIntoExistingDirectory_touchesOnlyTheDirectory() throws Exception {
        steps.context.dir("empty");
        steps.run(copy("/existing").from("empty"));
        assertThat(steps.drawn("/existing")).startsWith("dir 700 500:600");
        assertThat(steps.content("/existing/old")).isEqualTo("existing/old");
    }

    @Test
    void ownerOfAStage_isKept_ofAContext_isRoot() throws Exception {
        steps.stage
                .file("d/a")
                .owner("d/a", 102, 202)
                .owner("d", 100, 200)
                .file("b")
                .owner("b", 1, 2);
        steps.context.file("c").owner("c", 33, 33);
        steps.run(
                copyFromStage("/to").from("d"),
                copyFromStage("/to/").from("b"),
                copy("/to/").from("c"));
        assertThat(steps.drawn("/to")).startsWith("dir 755 0:0");
        assertThat(steps.drawn("/to/a")).contains(" 102:202 ");
        assertThat(steps.drawn("/to/b")).contains(" 1:2 ");
        assertThat(steps.drawn("/to/c")).contains(" 0:0 ");
    }

    @Test
    void timesOfFiles_areTheSources() throws Exception {
        steps.context.file("a").time("a", 1_234_567_890);
        steps.run(copy("/to/").from("a"));
        assertThat(steps.drawn("/to/a")).endsWith("@1234567890.0");
    }

    @Test
    void newParents_takeTheTimeOfTheDirectoryTheyAreIn() throws Exception {
        steps.root.time("etc", Plant.TIME + 77);
        steps.context.file("a");
        steps.run(copy("/etc/x/y/").from("a"));
        assertThat(steps.drawn("/etc")).endsWith("@" + (Plant.TIME + 77) + ".0");
        assertThat(steps.drawn("/etc/x/y")).endsWith("@" + (Plant.TIME + 77) + ".0");
    }

    @Test
    void hardLinksOfOneSource_stayOneFile() throws Exception {
        steps.stage.file("d/one").link("d/sub/two", "d/one").file("d/three");
        steps.context.file("c/one").link("c/two", "c/one");
        steps.run(copyFromStage("/s").from("d"), copy("/c").from("c"));
        var tree = steps.result();
        String one = tree.find(ImagePath.of("/s/one")).orElseThrow().linkIdentity();
        assertThat(one).isNotEmpty();
        assertThat(tree.find(ImagePath.of("/s/sub/two")).orElseThrow().linkIdentity())
                .isEqualTo(one);
        String other = tree.find(ImagePath.of("/c/one")).orElseThrow().linkIdentity();
        assertThat(other).isNotEmpty().isNotEqualTo(one);
        assertThat(tree.find(ImagePath.of("/c/two")).orElseThrow().linkIdentity())
                .isEqualTo(other);
    }

    @Test
    void nonUtf8Names_areKept() throws Exception {
        String name = "caf\uDCE9-\uDCFF";
        steps.context.file("d/" + name, "x").symlink("d/link", name);
        steps.run(copy("/to").from("d"));
        assertThat(steps.drawn()).contains("/to/" + name + " file 1 ").contains("/to/link -> " + name);
    }

    @Test
    void wholeContext_goesToTheRoot() throws Exception {
        steps.context.file("etc/hosts").file("top");
        steps.run(copy("/").from("."));
        assertThat(steps.content("/etc/hosts")).isEqualTo("etc/hosts");
        assertThat(steps.content("/existing/old")).isEqualTo("existing/old");
    }

    private static void assertMissing(ThrowingCallable run, String source) {
        assertThatThrownBy(run).isInstanceOfSatisfying(StepException.class, e -> {
            assertThat(e.code()).isEqualTo(StepException.Code.MISSING_SOURCE);
            assertThat(e).hasMessageStartingWith("cannot copy \"" + source + "\": ");
        });
    }

    static void assertBadDestination(ThrowingCallable run, String why) {
        assertThatThrownBy(run).isInstanceOfSatisfying(StepException.class, e -> {
            assertThat(e.code()).isEqualTo(StepException.Code.BAD_DESTINATION);
            assertThat(e).hasMessageContaining(why);
        });
    }
}
