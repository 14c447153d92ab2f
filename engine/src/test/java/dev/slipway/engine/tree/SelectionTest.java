package dev.slipway.engine.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.plan.graph.Exclusions;
import dev.slipway.plan.graph.FileAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private static final EntryMetadata METADATA = EntryMetadata.of(0755, 0, 0, 0);
    private static final Digest CONTENT = Digest.of(new byte[] {1});

    /** A directory of {@code outer} directories of {@code inner} files each, made as it is asked for. */
    private record Wide(int outer, int inner) implements FileTree {
        @Override
        public Optional<TreeNode> find(ImagePath path) {
            return switch (path.segments().size()) {
                case 0, 1, 2 -> Optional.of(TreeNode.directory(path, METADATA));
                default -> Optional.of(file(path));
            };
        }

        @Override
        public List<TreeNode> children(ImagePath directory) {
            return switch (directory.segments().size()) {
                case 0 -> List.of(TreeNode.directory(directory.resolve("top"), METADATA));
                case 1 ->
                    IntStream.range(0, outer)
                            .mapToObj(i -> TreeNode.directory(directory.resolve("dir" + i), METADATA))
                            .toList();
                default ->
                    IntStream.range(0, inner)
                            .mapToObj(i -> file(directory.resolve("some-module-" + i + ".py")))
                            .toList();
            };
        }

        private static TreeNode file(ImagePath path) {
            return new TreeNode(
                    new LayerEntry.RegularFile(path, METADATA, 1), Optional.of(CONTENT), Optional.empty(), "");
        }
    }

    private static FileAction.Copy copy(String source) {
        return new FileAction.Copy(
                1,
                List.of(new FileAction.Source(source, Optional.empty(), "")),
                new FileAction.Destination(ImagePath.ROOT, true),
                new FileAction.CopyRules(FileAction.Placement.DEFAULT, false, Exclusions.NONE),
                FileAction.Unpack.NEVER);
    }

    @Test
    void hundredThousandFiles_needNoMemoryButTheListing() throws Exception {
        Selection selection = Selection.of(new Wide(100, 1000), copy("top"), "the build context");
        SelectionDigest digest = SelectionDigest.of(selection, file -> {
            throw new IllegalStateException("its digest is known");
        });
        // names share most of their bytes with the one before
        assertThat(digest.listing().length).isLessThan(100_000 * 20);
    }

    @Test
    void contentsThatMustBeRead_areReadSideBySideAndKeptInOrder() throws Exception {
        FileTree unread = new FileTree() {
            private final FileTree wide = new Wide(10, 100);

            @Override
            public Optional<TreeNode> find(ImagePath path) {
                return wide.find(path);
            }

            @Override
            public List<TreeNode> children(ImagePath directory) {
                List<TreeNode> children = new ArrayList<>();
                for (TreeNode node : wide.children(directory)) {
                    children.add(new TreeNode(node.entry(), Optional.empty(), node.location(), node.linkIdentity()));
                }
                return children;
            }
        };
        Selection read = Selection.of(unread, copy("top"), "the build context");
        Selection known = Selection.of(new Wide(10, 100), copy("top"), "the build context");
        ContentDigests slow = file -> {
            Thread.sleep(Math.floorMod(file.path().hashCode(), 3));
            return CONTENT;
        };
        assertThat(SelectionDigest.of(read, slow)).isEqualTo(SelectionDigest.of(known, slow));
    }

    @Test
    void golden_digestOfVersion2() throws Exception {
        Selection selection = Selection.of(new Wide(2, 2), copy("top"), "the build context");
        assertThat(SelectionDigest.of(selection, file -> CONTENT).digest())
                .hasToString("sha256:860b81cbbce075238a8c9e2ec48d0a0da3a901a31e1d132dc7662d3ad6941b78");
    }
}
