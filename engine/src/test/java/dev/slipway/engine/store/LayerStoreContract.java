package dev.slipway.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.linux.Metadata;
import dev.slipway.engine.linux.Nodes;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.linux.Xattrs;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What every layer store keeps to. */
public abstract class LayerStoreContract {
    protected abstract LayerStore layers();

    protected abstract OverlayFlavor flavor();

    /** Writes into a new layer's directory. */
    @FunctionalInterface
    protected interface Content {
        void write(Path directory) throws Exception;
    }

    protected Optional<StoredLayer> layer(Content content) throws Exception {
        try (LayerDraft draft = layers().begin()) {
            content.write(draft.directory());
            return draft.commit(KnownDigests.NONE);
        }
    }

    @Test
    void nothingWritten_isNoLayer() throws Exception {
        assertThat(layer(directory -> {})).isEmpty();
    }

    @Test
    void emptyLayer_isStoredLikeAnyOtherAndAlwaysTheSame() {
        StoredLayer empty = layers().empty();

        assertThat(empty.entries()).isZero();
        assertThat(layers().index(empty).entries()).isEmpty();
        assertThat(layers().find(empty.id())).contains(empty);
        assertThat(layers().empty()).isEqualTo(empty);
    }

    @Test
    void rootTouchedOnly_isNoLayer() throws Exception {
        assertThat(layer(directory -> Metadata.setModified(Place.of(directory), 5, 0)))
                .isEmpty();
    }

    @Test
    void rootWithOtherMode_isAnEntry() throws Exception {
        StoredLayer layer =
                layer(directory -> Metadata.chmod(Place.of(directory), 01777)).orElseThrow();

        assertThat(layer.entries()).isEqualTo(1);
        assertThat(layers().index(layer).find(ImagePath.ROOT).orElseThrow().entry())
                .isInstanceOfSatisfying(
                        LayerEntry.Directory.class,
                        root -> assertThat(root.metadata().mode()).isEqualTo(01777));
    }

    @Test
    void storedLayer_isFoundWithItsCounts() throws Exception {
        StoredLayer layer = layer(directory -> {
                    Files.createDirectories(directory.resolve("a/b"));
                    Files.writeString(directory.resolve("a/b/one"), "12345");
                    Files.createLink(directory.resolve("a/two"), directory.resolve("a/b/one"));
                })
                .orElseThrow();

        assertThat(layer.entries()).isEqualTo(4);
        assertThat(layer.contentBytes()).isEqualTo(5);
        assertThat(layers().find(layer.id())).contains(layer);
        assertThat(layer.directory().resolve("a/b/one")).hasContent("12345");
    }

    @Test
    void sameEntriesWithOtherTimes_areTheSameLayerAndTheFirstStays() throws Exception {
        Content content = directory -> Files.writeString(directory.resolve("file"), "x");
        StoredLayer first = layer(content).orElseThrow();
        StoredLayer second = layer(directory -> {
                    content.write(directory);
                    Metadata.setModified(Place.of(directory.resolve("file")), 12, 0);
                })
                .orElseThrow();

        assertThat(second).isEqualTo(first);
        assertThat(Files.getLastModifiedTime(second.directory().resolve("file")).toMillis())
                .isNotEqualTo(12_000);
    }

    @Test
    void everythingButTimes_isPartOfTheIdentity() throws Exception {
        Content[] contents = {
            d -> Files.writeString(d.resolve("file"), "x"),
            d -> Files.writeString(d.resolve("file"), "y"),
            d -> Files.writeString(d.resolve("other"), "x"),
            d -> Metadata.chmod(Place.of(Files.writeString(d.resolve("file"), "x")), 0600),
            d -> Metadata.chown(Place.of(Files.writeString(d.resolve("file"), "x")), 1, 0),
            d -> Metadata.chown(Place.of(Files.writeString(d.resolve("file"), "x")), 0, 1),
            d -> Xattrs.set(Place.of(Files.writeString(d.resolve("file"), "x")), "user.a", new byte[] {1}),
            d -> Xattrs.set(Place.of(Files.writeString(d.resolve("file"), "x")), "user.a", new byte[] {2}),
            d -> Files.createDirectory(d.resolve("file")),
            d -> Nodes.symlink("x", Place.of(d.resolve("file"))),
            d -> Nodes.symlink("y", Place.of(d.resolve("file"))),
            d -> Nodes.whiteout(Place.of(d.resolve("file"))),
            d -> Xattrs.set(
                    Place.of(Files.createDirectory(d.resolve("file"))), flavor().opaqueAttribute(), new byte[] {'y'}),
            d -> {
                Files.writeString(d.resolve("file"), "x");
                Files.writeString(d.resolve("more"), "x");
            },
            d -> Files.createLink(d.resolve("more"), Files.writeString(d.resolve("file"), "x")),
        };
        java.util.Set<LayerId> ids = new java.util.HashSet<>();
        for (Content content : contents) {
            ids.add(layer(content).orElseThrow().id());
        }

        assertThat(ids).hasSize(contents.length);
    }

    @Test
    void overlaysLeftovers_areNoPartOfTheLayer() throws Exception {
        Content plain = d -> Files.createDirectory(d.resolve("dir"));
        Content used = d -> {
            plain.write(d);
            Xattrs.set(Place.of(d.resolve("dir")), flavor().prefix() + "origin", new byte[] {0, 1});
            Xattrs.set(Place.of(d.resolve("dir")), flavor().prefix() + "impure", new byte[] {'y'});
            Xattrs.set(Place.of(d), flavor().prefix() + "uuid", new byte[] {1});
        };

        assertThat(layer(used)).isEqualTo(layer(plain));
    }

    @Test
    void referenceToAnotherLayersContent_isRefused() {
        assertThatThrownBy(() -> layer(d -> Xattrs.set(
                        Place.of(Files.createDirectory(d.resolve("dir"))),
                        flavor().prefix() + "redirect",
                        new byte[] {'x'})))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("redirect");
    }

    @Test
    void knownDigest_isTakenInsteadOfReading() throws Exception {
        Digest claimed = Digest.of("claimed".getBytes(StandardCharsets.UTF_8));
        try (LayerDraft draft = layers().begin()) {
            Files.writeString(draft.directory().resolve("file"), "x");
            StoredLayer layer = draft.commit(
                            path -> path.value().equals("/file") ? Optional.of(claimed) : Optional.empty())
                    .orElseThrow();

            assertThat(layers().index(layer)
                            .find(ImagePath.of("file"))
                            .orElseThrow()
                            .content())
                    .contains(claimed);
        }
    }

    @Test
    void index_answersInOrder() throws Exception {
        StoredLayer layer = layer(d -> {
                    Files.createDirectories(d.resolve("b/c"));
                    Files.writeString(d.resolve("b-file"), "1");
                    Files.writeString(d.resolve("b/x"), "2");
                    Nodes.whiteout(Place.of(d.resolve("b/gone")));
                    Nodes.symlink("b", Place.of(d.resolve("a")));
                    Xattrs.set(Place.of(d.resolve("b")), flavor().opaqueAttribute(), new byte[] {'y'});
                })
                .orElseThrow();
        LayerIndex index = layers().index(layer);

        assertThat(StreamSupport.stream(index.entries().spliterator(), false))
                .extracting(
                        e -> e.entry().getClass().getSimpleName() + e.entry().path())
                .containsExactly(
                        "Symlink/a",
                        "Directory/b",
                        "Opaque/b",
                        "Directory/b/c",
                        "Whiteout/b/gone",
                        "RegularFile/b/x",
                        "RegularFile/b-file");
        assertThat(index.children(ImagePath.of("b")))
                .extracting(e -> e.entry().path().name())
                .containsExactly("c", "gone", "x");
        assertThat(index.children(ImagePath.ROOT)).hasSize(3);
        assertThat(index.children(ImagePath.of("a"))).isEmpty();
        assertThat(index.children(ImagePath.of("none"))).isEmpty();
        assertThat(index.opaque(ImagePath.of("b"))).isTrue();
        assertThat(index.opaque(ImagePath.of("b/c"))).isFalse();
        assertThat(index.find(ImagePath.of("b/none"))).isEmpty();
        assertThat(index.find(ImagePath.ROOT)).isEmpty();
        assertThat(layer.entries()).isEqualTo(7);
    }

    @Test
    void linkGroup_isThatOfNamesWithinTheLayerOnly() throws Exception {
        StoredLayer other =
                layer(d -> Files.writeString(d.resolve("elsewhere"), "shared")).orElseThrow();
        StoredLayer layer = layer(d -> {
                    Files.createLink(d.resolve("alone"), other.directory().resolve("elsewhere"));
                    Files.createDirectory(d.resolve("d"));
                    Files.writeString(d.resolve("d/one"), "content");
                    Files.createLink(d.resolve("two"), d.resolve("d/one"));
                })
                .orElseThrow();
        LayerIndex index = layers().index(layer);
        IndexEntry one = index.find(ImagePath.of("d/one")).orElseThrow();
        IndexEntry two = index.find(ImagePath.of("two")).orElseThrow();

        assertThat(index.find(ImagePath.of("alone")).orElseThrow().linkGroup()).isZero();
        assertThat(one.linkGroup()).isNotZero().isEqualTo(two.linkGroup());
        assertThat(one.content())
                .isEqualTo(two.content())
                .contains(Digest.of("content".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void unpackedTar_isStoredUnderItsDiffId() {
        TestTar tar = new TestTar()
                .file("a/one", "1")
                .put(new LayerEntry.Directory(ImagePath.of("empty"), EntryMetadata.of(0700, 5, 6, 1000)));

        StoredLayer layer = layers().unpack(tar.diffId(), tar::open);

        assertThat(layer.id()).isEqualTo(LayerId.of(tar.diffId()));
        assertThat(layer.directory().resolve("a/one")).hasContent("1");
        assertThat(layers().find(layer.id())).contains(layer);
        assertThat(layers().index(layer)
                        .find(ImagePath.of("empty"))
                        .orElseThrow()
                        .entry())
                .isEqualTo(new LayerEntry.Directory(ImagePath.of("empty"), EntryMetadata.of(0700, 5, 6, 1000)));
    }

    @Test
    void unpackedLayerThatIsThere_isNotReadAgain() {
        TestTar tar = new TestTar().file("one", "1");
        StoredLayer layer = layers().unpack(tar.diffId(), tar::open);

        assertThat(layers().unpack(tar.diffId(), () -> {
                    throw new AssertionError("opened");
                }))
                .isEqualTo(layer);
    }

    @Test
    void wrongDiffId_isRefusedAndNothingKept() {
        TestTar tar = new TestTar().file("one", "1");
        DiffId other = new DiffId(Digest.of(new byte[] {1}));

        assertThatThrownBy(() -> layers().unpack(other, tar::open))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreException.Code.CORRUPT));
        assertThat(layers().find(LayerId.of(other))).isEmpty();
    }

    @Test
    void surplusAfterTheTar_belongsToTheDiffId() {
        TestTar tar = new TestTar().file("one", "1");
        byte[] more = java.util.Arrays.copyOf(tar.bytes(), tar.bytes().length + 5000);

        layers().unpack(new DiffId(Digest.of(more)), () -> new ByteArrayInputStream(more));
        assertThatThrownBy(() -> layers().unpack(tar.diffId(), () -> new ByteArrayInputStream(more)))
                .isInstanceOf(StoreException.class);
    }

    @Test
    void truncatedTar_isRefusedByItsDigest() {
        TestTar tar = new TestTar().file("one", "1".repeat(5000));

        assertThatThrownBy(() -> layers().unpack(
                                tar.diffId(),
                                () -> new ByteArrayInputStream(tar.bytes(), 0, tar.bytes().length - 4000)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreException.Code.CORRUPT));
    }
}
