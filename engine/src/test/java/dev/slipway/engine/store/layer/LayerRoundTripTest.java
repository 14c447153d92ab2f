package dev.slipway.engine.store.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.MountRights;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.OverlayFlavor;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.Digest;
import dev.slipway.image.FileNames;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarWriter;
import dev.slipway.image.layer.TarTimes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Tar to directory to tar is the identity, whatever a layer holds. */
class LayerRoundTripTest {
    private static final boolean DEVICES = MountRights.devices(Path.of(System.getProperty("java.io.tmpdir")));

    /** One name of a tree: what it is, and for a directory what is below. */
    private record Item(String name, int kind, EntryMetadata metadata, byte[] content, List<Item> below) {}

    @Provide
    Arbitrary<List<Item>> trees() {
        return items(3);
    }

    private static Arbitrary<List<Item>> items(int depth) {
        return item(depth).list().ofMaxSize(depth == 3 ? 8 : 4).uniqueElements(Item::name);
    }

    private static Arbitrary<Item> item(int depth) {
        Arbitrary<List<Item>> below =
                depth == 0 ? Arbitraries.just(List.of()) : Arbitraries.lazy(() -> items(depth - 1));
        return Combinators.combine(names(), Arbitraries.integers().between(0, 8), metadata(), contents(), below)
                .as(Item::new);
    }

    private static Arbitrary<String> names() {
        Arbitrary<String> bytes = Arbitraries.bytes()
                .filter(b -> b != 0 && b != '/')
                .array(byte[].class)
                .ofMinSize(1)
                .ofMaxSize(12)
                .map(FileNames::decode);
        Arbitrary<String> lengthy =
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(101).ofMaxLength(255);
        Arbitrary<String> plain =
                Arbitraries.strings().withChars("ab-.").ofMinLength(1).ofMaxLength(3);
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(3, plain),
                        net.jqwik.api.Tuple.of(3, bytes),
                        net.jqwik.api.Tuple.of(1, lengthy))
                .filter(name -> !name.equals(".") && !name.equals("..") && !name.startsWith(".wh."));
    }

    private static Arbitrary<EntryMetadata> metadata() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 07777),
                        Arbitraries.longs().between(0, 4_294_967_294L),
                        Arbitraries.longs().between(0, 70_000),
                        Arbitraries.longs().between(-1_000_000_000L, 8_000_000_000L),
                        Arbitraries.integers().between(0, 999_999_999),
                        Arbitraries.maps(
                                        Arbitraries.of("user.a", "user.ü b", "user.z 1"),
                                        Arbitraries.bytes().array(byte[].class).ofMaxSize(40))
                                .ofMaxSize(2))
                .as((mode, uid, gid, seconds, nanos, xattrs) ->
                        new EntryMetadata(mode, uid, gid, seconds, nanos, new TreeMap<>(xattrs)));
    }

    private static Arbitrary<byte[]> contents() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(2000);
    }

    @Property(tries = 50)
    void tarToDirectoryToTar_isTheIdentity(@ForAll("trees") List<Item> tree) throws IOException {
        byte[] tar = tarOf(tree);
        Path temp = Files.createTempDirectory("round-trip");
        try {
            Path layer = Files.createDirectory(temp.resolve("fs"));
            LayerScan.Result scan =
                    LayerUnpacker.unpack(new ByteArrayInputStream(tar), "test", layer, temp, OverlayFlavor.TRUSTED);

            assertThat(tarOf(layer, temp)).isEqualTo(tar);
            Path again = Files.createDirectory(temp.resolve("again"));
            assertThat(LayerScan.scan(layer, again, OverlayFlavor.TRUSTED, path -> java.util.Optional.empty()))
                    .as("reading the files gives what unpacking learnt")
                    .isEqualTo(scan);
        } finally {
            Directories.deleteTree(Place.of(temp));
        }
    }

    private static byte[] tarOf(Path layer, Path index) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        LayerTarWriter writer = LayerTarWriter.layer(bytes, TarTimes.NANOSECONDS);
        StoredLayer stored = new StoredLayer(LayerId.ofTree(Digest.of(new byte[0])), layer, 0, 0);
        new LayerContents(stored, MappedIndex.open(index)).visit(new LayerContents.Visitor() {
            @Override
            public void entry(LayerEntry entry) throws IOException {
                writer.put(entry);
            }

            @Override
            public void file(LayerEntry.RegularFile file, InputStream content) throws IOException {
                writer.put(file, content);
            }
        });
        writer.finish();
        return bytes.toByteArray();
    }

    private static byte[] tarOf(List<Item> tree) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        LayerTarWriter writer = LayerTarWriter.layer(bytes, TarTimes.NANOSECONDS);
        write(tree, ImagePath.ROOT, writer, new ArrayList<>());
        writer.finish();
        return bytes.toByteArray();
    }

    private static void write(
            List<Item> items, ImagePath parent, LayerTarWriter writer, List<LayerEntry.RegularFile> linkable)
            throws IOException {
        for (Item item : items.stream()
                .sorted((a, b) -> NameOrder.compare(a.name(), b.name()))
                .toList()) {
            ImagePath path = parent.resolve(item.name());
            EntryMetadata metadata = item.metadata();
            switch (item.kind()) {
                case 0 -> writer.put(new LayerEntry.Whiteout(path));
                case 1 -> writer.put(new LayerEntry.Fifo(path, bare(metadata)));
                case 2 -> writer.put(new LayerEntry.Symlink(path, bare(metadata).withMode(0777), "../" + item.name()));
                case 3 -> file(path, item, writer, linkable);
                case 4 -> file(path, item, writer, linkable);
                case 5 -> linkOrFile(path, item, writer, linkable);
                case 6 -> deviceOrFile(path, item, writer, linkable);
                default -> {
                    writer.put(new LayerEntry.Directory(path, metadata));
                    if (item.kind() == 8) {
                        writer.put(new LayerEntry.Opaque(path));
                    }
                    write(item.below(), path, writer, linkable);
                }
            }
        }
    }

    /** Attributes of users are for files and directories only. */
    private static EntryMetadata bare(EntryMetadata m) {
        return new EntryMetadata(m.mode(), m.uid(), m.gid(), m.modifiedSeconds(), m.modifiedNanos(), new TreeMap<>());
    }

    private static void file(ImagePath path, Item item, LayerTarWriter writer, List<LayerEntry.RegularFile> linkable)
            throws IOException {
        LayerEntry.RegularFile file = new LayerEntry.RegularFile(path, item.metadata(), item.content().length);
        linkable.add(file);
        writer.put(file, new ByteArrayInputStream(item.content()));
    }

    private static void linkOrFile(
            ImagePath path, Item item, LayerTarWriter writer, List<LayerEntry.RegularFile> linkable)
            throws IOException {
        if (linkable.isEmpty()) {
            file(path, item, writer, linkable);
        } else {
            LayerEntry.RegularFile target = linkable.get(item.content().length % linkable.size());
            writer.put(new LayerEntry.HardLink(path, target.metadata(), target.path()));
        }
    }

    private static void deviceOrFile(
            ImagePath path, Item item, LayerTarWriter writer, List<LayerEntry.RegularFile> linkable)
            throws IOException {
        if (DEVICES) {
            boolean block = item.content().length % 2 == 0;
            writer.put(new LayerEntry.Device(path, bare(item.metadata()), block, 1 + item.content().length, 300));
        } else {
            file(path, item, writer, linkable);
        }
    }
}
