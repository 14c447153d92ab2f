package dev.slipway.inspect.waste;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inspect.ImageOf;
import dev.slipway.inspect.ImageOf.Layer;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each cause, with the layer that wrote and the one that hid. */
class WasteFinderTest {
    private static List<Waste> waste(ImageOf image) {
        return WasteFinder.find(image.tree()).waste();
    }

    private static Waste only(ImageOf image) {
        List<Waste> waste = waste(image);
        assertThat(waste).hasSize(1);
        return waste.getFirst();
    }

    private static Waste hidden(WasteCause cause, long bytes, String... paths) {
        return new Waste(cause, "", 0, OptionalInt.of(1), bytes, paths.length, List.of(paths));
    }

    private static ImageOf over(Layer below, Layer above) {
        return new ImageOf().layer("below", below).layer("above", above);
    }

    @Test
    void theSameFileAgain_isOverwrittenWithTheSameContent() {
        assertThat(only(over(new Layer().file("/a", 9, 'a'), new Layer().file("/a", 9, 'a'))))
                .isEqualTo(hidden(WasteCause.OVERWRITTEN_SAME, 9, "/a"));
    }

    @Test
    void anotherContent_wastesTheLowerFile() {
        assertThat(only(over(new Layer().file("/a", 9, 'a'), new Layer().file("/a", 20, 'b'))))
                .isEqualTo(hidden(WasteCause.OVERWRITTEN_CHANGED, 9, "/a"));
    }

    @Test
    void aChangedModeAlone_isAMetadataRewrite() {
        assertThat(only(over(new Layer().file("/a", "same", 0644), new Layer().file("/a", "same", 0755))))
                .isEqualTo(hidden(WasteCause.METADATA_ONLY, 4, "/a"));
    }

    @Test
    void aDeletedFileCountsAsWaste() {
        assertThat(only(over(new Layer().file("/d/a", 9, 'a').file("/d/b", 1, 'b'), new Layer().whiteout("/d"))))
                .isEqualTo(hidden(WasteCause.DELETED, 10, "/d/a", "/d/b"));
    }

    @Test
    void anOpaqueMarkDeletesWhatIsBelowItsDirectory() {
        assertThat(only(over(
                        new Layer().file("/d/a", 9, 'a').file("/e", 5, 'e'),
                        new Layer().directory("/d").opaque("/d").file("/d/b", 2, 'b'))))
                .isEqualTo(hidden(WasteCause.DELETED, 9, "/d/a"));
    }

    @Test
    void aWhiteoutConcernsLowerLayersOnly() {
        assertThat(only(over(
                        new Layer().file("/a", 9, 'a'),
                        new Layer().file("/a", 3, 'b').whiteout("/a"))))
                .isEqualTo(hidden(WasteCause.OVERWRITTEN_CHANGED, 9, "/a"));
    }

    @Test
    void aFileInPlaceOfADirectory_deletesTheDirectorysFiles() {
        assertThat(only(over(new Layer().directory("/d").file("/d/a", 9, 'a'), new Layer().file("/d", 3, 'b'))))
                .isEqualTo(hidden(WasteCause.DELETED, 9, "/d/a"));
    }

    @Test
    void hardLinks_areWastedWithTheLastName() {
        Layer linked = new Layer().file("/a", 9, 'a').link("/b", "/a");
        assertThat(waste(over(linked, new Layer().whiteout("/a")))).isEmpty();
        Layer again = new Layer().file("/a", 9, 'a').link("/b", "/a");
        assertThat(only(over(again, new Layer().whiteout("/a").whiteout("/b"))).bytes())
                .isEqualTo(9);
    }

    @Test
    void aHardLinkToALowerLayersFile_keepsThatFile() {
        ImageOf linked = new ImageOf()
                .layer("1", new Layer().file("/a", 9, 'a'))
                .layer("2", new Layer().link("/b", "/a"))
                .layer("3", new Layer().whiteout("/a"));
        assertThat(waste(linked)).isEmpty();
        assertThat(WasteFinder.find(linked.tree()).view().totals()[0]).isEqualTo(9);
        Waste found = only(linked.layer("4", new Layer().whiteout("/b")));
        assertThat(found).isEqualTo(new Waste(WasteCause.DELETED, "", 0, OptionalInt.of(3), 9, 1, List.of("/b")));
    }

    @Test
    void aFileInPlaceOfADirectoryWithoutEntry_deletesWhatIsBelow() {
        assertThat(only(over(new Layer().file("/d/a", 9, 'a'), new Layer().file("/d", 3, 'b'))))
                .isEqualTo(hidden(WasteCause.DELETED, 9, "/d/a"));
    }

    /** uv links the files of its cache into the environment. */
    @Test
    void aCachedFileThatIsLinkedElsewhere_isOfUse() {
        assertThat(waste(new ImageOf()
                        .layer(
                                "1",
                                new Layer().file("/root/.cache/uv/x", 9, 'a').link("/venv/x", "/root/.cache/uv/x"))))
                .isEmpty();
        assertThat(only(new ImageOf()
                                .layer(
                                        "1",
                                        new Layer()
                                                .file("/root/.cache/uv/x", 9, 'a')
                                                .link("/root/.cache/uv/y", "/root/.cache/uv/x")))
                        .bytes())
                .isEqualTo(9);
    }

    @Test
    void aFileNamedAsACacheDirectory_isNone_thoughALowerLayerHasTheDirectory() {
        assertThat(only(over(
                        new Layer().file("/x/__pycache__/a.pyc", 9, 'a'), new Layer().file("/x/__pycache__", 3, 'b'))))
                .isEqualTo(hidden(WasteCause.DELETED, 9, "/x/__pycache__/a.pyc"));
    }

    @Test
    void theSameContentAtAnotherPathOfALaterLayer_isADuplicate() {
        Waste found = only(over(
                new Layer().file("/a", 9, 'a').file("/twin", 9, 'a'),
                new Layer().file("/b", 9, 'a').file("/c", 9, 'c')));
        assertThat(found).isEqualTo(new Waste(WasteCause.DUPLICATE, "", 1, OptionalInt.of(0), 9, 1, List.of("/b")));
    }

    @Test
    void aHiddenCopyIsNoDuplicate() {
        ImageOf image = new ImageOf()
                .layer("1", new Layer().file("/a", 9, 'a'))
                .layer("2", new Layer().whiteout("/a"))
                .layer("3", new Layer().file("/b", 9, 'a'));
        assertThat(only(image)).isEqualTo(hidden(WasteCause.DELETED, 9, "/a"));
    }

    @ParameterizedTest
    @CsvSource({
        "/var/lib/apt/lists/deb.example_InRelease, leftover, apt-lists",
        "/var/cache/apt/archives/x.deb, leftover, apt-archives",
        "/root/.cache/pip/http/a, leftover, pip-cache",
        "/root/.cache/uv/wheels/a, leftover, uv-cache",
        "/opt/conda/pkgs/a.conda, leftover, conda-packages",
        "/root/.cargo/registry/cache/a.crate, leftover, cargo-registry",
        "/src/target/release/deps/a.rlib, leftover, cargo-target",
        "/usr/lib/python3/__pycache__/a.pyc, leftover, bytecode",
        "/src/.git/objects/aa, leftover, git",
        "/root/.npm/_cacache/a, leftover, npm-cache",
        "/usr/lib/libx.a, debug, static-library",
        "/usr/lib/debug/.build-id/a, debug, debug-symbols",
        "/usr/lib/gcc/x86_64-linux-gnu/14/cc1plus, toolchain, gcc",
        "/usr/lib/gcc/x86_64-linux-gnu/14/libgcc.a, toolchain, gcc",
        "/usr/local/cuda-12.8/bin/nvcc, toolchain, cuda",
        "/usr/bin/x86_64-linux-gnu-ld.bfd, toolchain, gcc",
        "/root/.rustup/toolchains/x/bin/rustc, toolchain, rust"
    })
    void placesOfTheTable_areOfNoUse(String path, String cause, String kind) {
        Waste found = only(new ImageOf().layer("1", new Layer().file(path, 7, 'x')));
        assertThat(found.cause().id()).isEqualTo(cause);
        assertThat(found.kind()).isEqualTo(kind);
        assertThat(found.bytes()).isEqualTo(7);
        assertThat(found.other()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/usr/bin/git", "/app/pip/cache", "/srv/a.ab", "/var/lib/apt/lists", "/x/.gitignore", "/usr/lib/a.so"})
    void ordinaryFiles_areNot(String path) {
        assertThat(waste(new ImageOf().layer("1", new Layer().file(path, 7, 'x'))))
                .isEmpty();
    }
}
