package dev.slipway.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoriesTest {
    @TempDir
    Path temp;

    @Test
    void list_tellsTypesAndLeavesDotsOut() throws Exception {
        Files.createDirectory(temp.resolve("d"));
        Files.writeString(temp.resolve("..f"), "");
        Files.createSymbolicLink(temp.resolve("l"), Path.of("d"));

        assertThat(Directories.list(Place.of(temp)))
                .extracting(n -> n.name() + ":" + Integer.toOctalString(n.type()))
                .containsExactlyInAnyOrder("d:40000", "..f:100000", "l:120000");
    }

    @Test
    void deleteTree_removesLinksAndNotTheirTargets() throws Exception {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "kept");
        Path tree = Files.createDirectories(temp.resolve("tree/a/b"));
        Files.createSymbolicLink(tree.resolve("out"), outside);
        Files.createSymbolicLink(temp.resolve("tree/up"), Path.of(".."));

        Directories.deleteTree(Place.of(temp.resolve("tree")));

        assertThat(temp.resolve("tree")).doesNotExist();
        assertThat(outside.resolve("kept")).hasContent("kept");
    }

    @Test
    void deleteTree_takesMoreNamesThanOnePortionAndManyLevels() throws Exception {
        Path tree = Files.createDirectory(temp.resolve("tree"));
        try (OpenFile directory = OpenFile.directory(Place.of(tree))) {
            for (int i = 0; i < 9_000; i++) {
                Nodes.symlink("x", Place.in(directory, "n" + i));
            }
        }
        Path deep = tree;
        for (int i = 0; i < 300; i++) {
            deep = Files.createDirectory(deep.resolve("d"));
        }

        Directories.deleteTree(Place.of(tree));

        assertThat(tree).doesNotExist();
    }

    @Test
    void deleteTreeOfNothing_isNoFault() throws Exception {
        Directories.deleteTree(Place.of(temp.resolve("none")));
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void deleteTree_removesAFileAlone() throws Exception {
        Path file = Files.writeString(temp.resolve("file"), "x");
        Directories.deleteTree(Place.of(file));
        assertThat(file).doesNotExist();
    }
}
