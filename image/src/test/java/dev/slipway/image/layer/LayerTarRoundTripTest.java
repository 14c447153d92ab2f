package dev.slipway.image.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.FileNames;
import dev.slipway.image.ImagePath;
import dev.slipway.image.Limits;
import dev.slipway.image.layer.LayerEntry.Device;
import dev.slipway.image.layer.LayerEntry.Directory;
import dev.slipway.image.layer.LayerEntry.Fifo;
import dev.slipway.image.layer.LayerEntry.HardLink;
import dev.slipway.image.layer.LayerEntry.Opaque;
import dev.slipway.image.layer.LayerEntry.RegularFile;
import dev.slipway.image.layer.LayerEntry.Symlink;
import dev.slipway.image.layer.LayerEntry.Whiteout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LayerTarRoundTripTest {
    /** An entry with its content. */
    record Item(LayerEntry entry, byte[] content) {}

    @Property(tries = 300)
    void writtenLayer_readsBackEqual(@ForAll("items") List<Item> items) throws IOException {
        byte[] tar = write(LayerTarWriterKind.LAYER, items);
        assertThat(tar.length % 512).isZero();
        assertSame(read(LayerTarReader.layer(new ByteArrayInputStream(tar), "test", Limits.DEFAULT)), items);
    }

    @Property(tries = 100)
    void writtenPlainTar_readsBackEqual(@ForAll("items") List<Item> items) throws IOException {
        List<Item> plain = items.stream()
                .filter(i -> !(i.entry() instanceof Whiteout) && !(i.entry() instanceof Opaque))
                .toList();
        byte[] tar = write(LayerTarWriterKind.PLAIN, plain);
        assertSame(
                read(LayerTarReader.plain(new ByteArrayInputStream(tar), "test", EntryGuard.STRICT, Limits.DEFAULT)),
                plain);
    }

    @Property(tries = 50)
    void sameEntries_giveSameBytes(@ForAll("items") List<Item> items) throws IOException {
        assertThat(write(LayerTarWriterKind.LAYER, items)).isEqualTo(write(LayerTarWriterKind.LAYER, items));
    }

    private enum LayerTarWriterKind {
        LAYER,
        PLAIN
    }

    private static byte[] write(LayerTarWriterKind kind, List<Item> items) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LayerTarWriter writer = kind == LayerTarWriterKind.LAYER
                ? LayerTarWriter.layer(out, TarTimes.NANOSECONDS)
                : LayerTarWriter.plain(out, TarTimes.NANOSECONDS);
        for (Item item : items) {
            if (item.entry() instanceof RegularFile file) {
                writer.put(file, new ByteArrayInputStream(item.content()));
            } else {
                writer.put(item.entry());
            }
        }
        writer.finish();
        return out.toByteArray();
    }

    private static List<Item> read(LayerTarReader reader) throws IOException {
        List<Item> found = new ArrayList<>();
        Optional<LayerEntry> next;
        while ((next = reader.next()).isPresent()) {
            found.add(new Item(next.get(), reader.content().readAllBytes()));
        }
        return found;
    }

    private static void assertSame(List<Item> actual, List<Item> expected) {
        assertThat(actual.stream().map(Item::entry).toList())
                .isEqualTo(expected.stream().map(Item::entry).toList());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).content()).isEqualTo(expected.get(i).content());
        }
    }

    @Provide
    Arbitrary<List<Item>> items() {
        return item().list().ofMaxSize(12);
    }

    private static Arbitrary<Item> item() {
        Arbitrary<ImagePath> paths = paths();
        Arbitrary<EntryMetadata> metadata = metadata();
        Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 07777777);
        return Arbitraries.oneOf(
                Combinators.combine(paths, metadata, content())
                        .as((p, m, c) -> new Item(new RegularFile(p, m, c.length), c)),
                Combinators.combine(Arbitraries.oneOf(paths, Arbitraries.just(ImagePath.ROOT)), metadata)
                        .as((p, m) -> bare(new Directory(p, m))),
                Combinators.combine(paths, metadata, targets()).as((p, m, t) -> bare(new Symlink(p, m, t))),
                Combinators.combine(paths, metadata, paths).as((p, m, t) -> bare(new HardLink(p, m, t))),
                Combinators.combine(paths, metadata, Arbitraries.of(true, false), numbers, numbers)
                        .as((p, m, b, x, y) -> bare(new Device(p, m, b, x, y))),
                Combinators.combine(paths, metadata).as((p, m) -> bare(new Fifo(p, m))),
                paths.map(p -> bare(new Whiteout(p))),
                Arbitraries.oneOf(paths, Arbitraries.just(ImagePath.ROOT)).map(p -> bare(new Opaque(p))));
    }

    private static Item bare(LayerEntry entry) {
        return new Item(entry, new byte[0]);
    }

    private static Arbitrary<byte[]> content() {
        return Arbitraries.integers().between(0, 3000).map(size -> {
            byte[] bytes = new byte[size];
            Arrays.fill(bytes, (byte) ('a' + size % 26));
            return bytes;
        });
    }

    private static Arbitrary<ImagePath> paths() {
        return segment().list().ofMinSize(1).ofMaxSize(5).map(s -> new ImagePath("/" + String.join("/", s)));
    }

    private static Arbitrary<String> targets() {
        return Combinators.combine(Arbitraries.of("", "/", "../", "a//b/../"), segment())
                .as((prefix, s) -> prefix + s);
    }

    /** Names of 1 to 255 bytes: plain, long, not ASCII, not UTF-8. */
    private static Arbitrary<String> segment() {
        Arbitrary<String> ascii =
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(20);
        Arbitrary<String> wide = Arbitraries.strings().ofMinLength(1).ofMaxLength(60);
        Arbitrary<String> bytes = Arbitraries.bytes()
                .array(byte[].class)
                .ofMinSize(1)
                .ofMaxSize(255)
                .map(FileNames::decode);
        Arbitrary<String> lengthy = Arbitraries.integers().between(90, 255).map(n -> "n".repeat(n));
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(5, ascii),
                        net.jqwik.api.Tuple.of(1, wide),
                        net.jqwik.api.Tuple.of(1, bytes),
                        net.jqwik.api.Tuple.of(1, lengthy))
                // What no file can be called, and what no name decodes to.
                .map(s ->
                        FileNames.decode(FileNames.encode(s)).replace('/', '_').replace('\0', '_'))
                .map(s -> s.equals(".") || s.equals("..") || s.startsWith(".wh.") ? "dots" : s);
    }

    private static Arbitrary<EntryMetadata> metadata() {
        Arbitrary<Long> ids = Arbitraries.longs().between(0, 0xFFFF_FFFEL);
        Arbitrary<Long> seconds = Arbitraries.longs().between(-2_000_000_000_000L, 2_000_000_000_000L);
        Arbitrary<Integer> nanos =
                Arbitraries.oneOf(Arbitraries.just(0), Arbitraries.integers().between(0, 999_999_999));
        Arbitrary<Map<String, byte[]>> xattrs = Arbitraries.maps(
                        Arbitraries.of("user.a", "user.ü b", "security.capability", "system.posix_acl_access"),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(300))
                .ofMaxSize(3);
        return Combinators.combine(Arbitraries.integers().between(0, 07777), ids, ids, seconds, nanos, xattrs)
                .as((mode, uid, gid, s, n, x) -> new EntryMetadata(mode, uid, gid, s, n, new TreeMap<>(x)));
    }
}
