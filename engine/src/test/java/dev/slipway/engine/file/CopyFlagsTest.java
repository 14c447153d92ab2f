package dev.slipway.engine.file;

import static dev.slipway.engine.file.Steps.copy;
import static dev.slipway.engine.file.Steps.copyFromStage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.step.StepException;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.FileAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --chown}, {@code --chmod}, {@code --exclude}, {@code --parents}, heredocs and WORKDIR. */
class CopyFlagsTest {
    @TempDir
    Path temp;

    private Steps steps;

    @BeforeEach
    void plant() throws Exception {
        steps = new Steps(temp);
        steps.root
                .file("etc/passwd", "root:x:0:0::/root:/bin/sh\nbuild:x:1000:2000::/:/bin/sh\n")
                .file("etc/group", "root:x:0:\nstaff:x:50:build\n");
    }

    @Test
    void chownByName_bringsThePrimaryGroup() throws Exception {
        steps.context.file("d/a").symlink("d/l", "a");
        steps.run(copy("/to/x").from("d").chown("build", null));
        assertThat(steps.drawn("/to/x/a")).contains(" 1000:2000 ");
        assertThat(steps.drawn("/to/x/l")).contains(" 1000:2000 ");
        assertThat(steps.drawn("/to/x")).contains(" 1000:2000 ");
        assertThat(steps.drawn("/to")).contains(" 1000:2000 ");
        assertThat(steps.drawn("/etc")).contains(" 0:0 ");
    }

    @Test
    void chownByNumber_isUserAndGroup() throws Exception {
        steps.context.file("a");
        steps.run(copy("/to/").from("a").chown("7", null));
        steps.run(copy("/to/b").from("a").chown("8", "staff"));
        steps.run(copy("/to/c").from("a").chown("build", "9"));
        steps.run(copy("/to/d").from("a").chown("root", null));
        assertThat(steps.drawn("/to/a")).contains(" 7:7 ");
        assertThat(steps.drawn("/to/b")).contains(" 8:50 ");
        assertThat(steps.drawn("/to/c")).contains(" 1000:9 ");
        assertThat(steps.drawn("/to/d")).contains(" 0:0 ");
        assertThat(steps.drawn("/to")).contains(" 7:7 ");
    }

    @Test
    void chownToUnknownName_isRefused() throws Exception {
        steps.context.file("a");
        assertThatThrownBy(() -> steps.run(copy("/to").from("a").chown("nobody", null)))
                .isInstanceOfSatisfying(
                        StepException.class, e -> assertThat(e.code()).isEqualTo(StepException.Code.UNKNOWN_USER))
                .hasMessageContaining("user \"nobody\" is not in the root file system's \"/etc/passwd\"");
        assertThatThrownBy(() -> steps.run(copy("/to").from("a").chown("1", "wheel")))
                .hasMessageContaining("group \"wheel\"");
    }

    @Test
    void chownLooksThroughLinksInsideTheRoot() throws Exception {
        steps.root.file("lib/db", "deploy:x:77:78::/:/bin/sh\n");
        steps.context.file("a").symlink("passwd", "/lib/db");
        steps.run(copy("/new/").from("a"));
        Steps linked = new Steps(temp.resolve("linked"));
        linked.root.file("usr/passwd", "deploy:x:77:78::/:/bin/sh\n").symlink("etc/passwd", "/../usr/passwd");
        linked.context.file("a");
        linked.run(copy("/to").from("a").chown("deploy", null));
        assertThat(linked.drawn("/to")).contains(" 77:78 ");
    }

    @Test
    void chmodOctal_appliesToFilesDirectoriesAndNewParents() throws Exception {
        steps.context.file("d/a", "x", 0600).dir("d/sub", 0700).symlink("d/l", "a");
        steps.run(copy("/to/x").from("d").chmod(04751));
        assertThat(steps.drawn("/to/x/a")).startsWith("file 1 ").contains(" 4751 ");
        assertThat(steps.drawn("/to/x/sub")).startsWith("dir 4751 ");
        assertThat(steps.drawn("/to/x")).startsWith("dir 751 ");
        assertThat(steps.drawn("/to")).startsWith("dir 751 ");
        assertThat(steps.drawn("/to/x/l")).startsWith("-> a 777 ");
    }

    @Test
    void chmodSymbolic_knowsDirectoriesAndExecutables() throws Exception {
        steps.context.file("d/run", "x", 0700).file("d/data", "x", 0600).dir("d/sub", 0700);
        steps.run(copy("/to").from("d").chmod("u=rwX,go=rX"));
        assertThat(steps.drawn("/to/run")).contains(" 755 ");
        assertThat(steps.drawn("/to/data")).contains(" 644 ");
        assertThat(steps.drawn("/to/sub")).startsWith("dir 755 ");
        assertThat(steps.drawn("/to")).startsWith("dir 755 ");
    }

    @Test
    void setIdBitsAndAttributes_surviveAChangeOfOwner() throws Exception {
        steps.stage
                .file("d/tool", "x", 06755)
                .owner("d/tool", 5, 6)
                .xattr("d/tool", "user.note", "v")
                .xattr("d/tool", "security.capability", capability());
        steps.run(copyFromStage("/kept").from("d"));
        steps.run(copyFromStage("/given").from("d").chown("7", "8"));
        String attributes = " security.capability=" + hex(capability()) + " user.note=76";
        assertThat(steps.drawn("/kept/tool")).contains(" 6755 5:6 ").endsWith(attributes);
        assertThat(steps.drawn("/given/tool")).contains(" 6755 7:8 ").endsWith(attributes);
    }

    @Test
    void attributesOfAContext_areLeftOut() throws Exception {
        steps.context.file("a").xattr("a", "user.note", "v");
        steps.run(copy("/a").from("a"));
        assertThat(steps.drawn("/a")).doesNotContain("user.note");
    }

    @Test
    void exclude_isMatchedBelowTheSource() throws Exception {
        steps.context.file("d/a.txt").file("d/a.md").file("d/sub/b.txt").file("d/skip/c");
        steps.run(copy("/to").from("d").exclude("*.txt", "skip"));
        assertThat(steps.drawn()).contains("/to/a.md", "/to/sub/b.txt").doesNotContain("/to/a.txt", "/to/skip");
    }

    @Test
    void excludeWithException_takesBackWhatWasLeftOut() throws Exception {
        steps.context
                .dir("d/skip", 0710)
                .file("d/skip/keep")
                .file("d/skip/drop")
                .file("d/other/x");
        steps.run(copy("/to").from("d").exclude("*", "!skip/keep"));
        assertThat(steps.drawn("/to/skip")).startsWith("dir 710 ");
        assertThat(steps.drawn()).contains("/to/skip/keep").doesNotContain("drop", "other");
    }

    @Test
    void exclude_holdsForSourcesThatAreFiles() throws Exception {
        steps.context.file("home.txt").file("home.md").dir("homes").file("homes/in.txt");
        steps.run(copy("/to/").from("hom*").exclude("*.txt"));
        assertThat(steps.drawn()).contains("/to/home.md").doesNotContain(".txt");
    }

    @Test
    void excludeOfEverything_leavesAnEmptyDirectory() throws Exception {
        steps.context.file("dir1/a").file("dir2/b");
        steps.run(copy("/to").from("dir*").exclude("*"));
        assertThat(steps.drawn("/to")).startsWith("dir 755 ");
        assertThat(steps.drawn()).doesNotContain("/to/");
    }

    @Test
    void parents_keepThePathWithTheSourcesMetadata() throws Exception {
        steps.context
                .dir("x", 0711)
                .dir("x/y", 0700)
                .file("x/y/a.txt")
                .file("x/y/b.txt")
                .file("x/other");
        steps.run(copy("/to/").parents("", "x/y/a.txt"));
        assertThat(steps.content("/to/x/y/a.txt")).isEqualTo("x/y/a.txt");
        assertThat(steps.drawn("/to/x")).startsWith("dir 711 ");
        assertThat(steps.drawn("/to/x/y")).startsWith("dir 700 ");
        assertThat(steps.drawn()).doesNotContain("/to/x/y/b.txt", "/to/x/other");
    }

    @Test
    void parentsBelowAPivot_beginThere() throws Exception {
        steps.stage
                .file("test/a/b/c/d/foo")
                .file("test/a/b/c/d/e/bay")
                .file("test/a/b2/c/d/e/bar")
                .file("test/a/b/c2/d/e/baz")
                .file("test/a/b/c2/d/e2/baz");
        steps.run(copyFromStage("/plain/").parents("test/a/b", "c/d"));
        assertThat(steps.drawn()).contains("/plain/c/d/e/bay", "/plain/c/d/foo").doesNotContain("/plain/a");
        steps.run(copyFromStage("/wild/").parents("test/a", "*/c"));
        assertThat(steps.drawn())
                .contains("/wild/b/c/d/foo", "/wild/b2/c/d/e/bar")
                .doesNotContain("/wild/b/c2");
        steps.run(copyFromStage("/double/").parents("test/a/b*", "c/**/e"));
        assertThat(steps.drawn())
                .contains("/double/c/d/e/bay", "/double/c/d/e/bar")
                .doesNotContain("/double/c/d/foo");
        steps.run(copyFromStage("/inputs/").parents("test/a/b/c*", "d/**/baz").parents("test/a/b*", "c/**/bar"));
        assertThat(steps.drawn())
                .contains("/inputs/d/e/baz", "/inputs/d/e2/baz", "/inputs/c/d/e/bar")
                .doesNotContain("/inputs/d/e/bay");
    }

    @Test
    void parentsOfNothing_failWithoutWildcardAndMakeTheDestinationWithOne() throws Exception {
        steps.stage.file("test/a/b/c/x");
        assertThatThrownBy(() -> steps.run(copyFromStage("/to/").parents("", "test/nothing")))
                .isInstanceOfSatisfying(
                        StepException.class, e -> assertThat(e.code()).isEqualTo(StepException.Code.MISSING_SOURCE));
        steps.run(copyFromStage("/to/").parents("", "test/a/b2*/c"));
        assertThat(steps.drawn("/to")).startsWith("dir 755 ");
        assertThat(steps.drawn()).doesNotContain("/to/");
    }

    @Test
    void heredoc_isANewFile() throws Exception {
        write("/run.sh", false, FileAction.Placement.DEFAULT);
        assertThat(steps.drawn("/run.sh")).contains(" 644 0:0 ").endsWith("@" + Steps.NOW + ".0");
        assertThat(steps.content("/run.sh")).isEqualTo("echo");
        write(
                "/bin",
                true,
                new FileAction.Placement(
                        Optional.of(new FileAction.Owner("build", Optional.empty())),
                        Optional.of(new FileAction.ModeChange.Octal(0755))));
        assertThat(steps.drawn("/bin/name")).contains(" 755 1000:2000 ");
        assertThat(steps.drawn("/bin")).startsWith("dir 755 1000:2000 ");
        CopyTest.assertBadDestination(() -> write("/run.sh", true, FileAction.Placement.DEFAULT), "is not a directory");
    }

    private void write(String path, boolean directory, FileAction.Placement placement) throws Exception {
        FileAction.Content content = new FileAction.Content("echo".getBytes(StandardCharsets.UTF_8));
        steps.run(List.of(new FileAction.WriteFile(
                "name", content, new FileAction.Destination(ImagePath.of(path), directory), placement)));
    }

    @Test
    void workdir_isMadeForItsUserOnce() throws Exception {
        FileAction.Owner build = new FileAction.Owner("build", Optional.empty());
        assertThat(workdir("/srv/app", Optional.of(build))).isEqualTo(1);
        assertThat(steps.drawn("/srv")).startsWith("dir 755 1000:2000 ");
        assertThat(steps.drawn("/srv/app")).startsWith("dir 755 1000:2000 ");
        assertThat(workdir("/srv/app", Optional.empty())).isZero();
        assertThat(workdir("/etc", Optional.of(build))).isZero();
        assertThat(workdir("/opt", Optional.of(new FileAction.Owner("nobody", Optional.empty()))))
                .isEqualTo(1);
        assertThat(steps.drawn("/opt")).startsWith("dir 755 0:0 ");
    }

    @Test
    void workdirOnAFile_isRefused() {
        CopyTest.assertBadDestination(() -> workdir("/etc/passwd/x", Optional.empty()), "is not a directory");
        CopyTest.assertBadDestination(() -> workdir("/etc/passwd", Optional.empty()), "is not a directory");
    }

    private int workdir(String path, Optional<FileAction.Owner> owner) throws Exception {
        return steps.run(List.of(new FileAction.MakeDirectory(ImagePath.of(path), owner)))
                .size();
    }

    @Test
    void fifosAndDevices_areCopied_socketsBecomeEmptyFiles() throws Exception {
        steps.context
                .node("d/fifo", FileStatus.FIFO | 0640, 0, 0)
                .node("d/null", FileStatus.CHARACTER | 0666, 1, 3)
                .node("d/sock", FileStatus.SOCKET | 0755, 0, 0);
        steps.run(copy("/to").from("d"));
        assertThat(steps.drawn("/to/fifo")).startsWith("fifo 640 ");
        assertThat(steps.drawn("/to/null")).startsWith("char 1:3 666 ");
        assertThat(steps.drawn("/to/sock")).startsWith("file 0 ").contains(" 755 ");
    }

    @Test
    void deviceThatWouldBeAWhiteout_isRefused() throws Exception {
        steps.context.node("d/zero", FileStatus.CHARACTER | 0600, 0, 0);
        assertThatThrownBy(() -> steps.run(copy("/to").from("d")))
                .isInstanceOfSatisfying(
                        StepException.class, e -> assertThat(e.code()).isEqualTo(StepException.Code.UNSUPPORTED));
    }

    /** {@code cap_net_raw=ep}, revision 2 (linux/capability.h). */
    private static String capability() {
        return "\1\0\0\2\0\40\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
