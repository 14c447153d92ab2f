package dev.slipway.engine.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.FileSystemType;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.store.disk.DiskStore;
import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.Exclusions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of a context's files is never another content than they have. */
class ContextMemoryTest {
    /** As if the build came a while after the last write. */
    private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));
    /** Longer than the kernel's clock for file times stands still. */
    private static final Duration KERNEL_TICK = Duration.ofMillis(15);

    @TempDir
    Path temp;

    private DiskStore store;
    private Path context;

    @BeforeEach
    void plant() throws IOException {
        store = DiskStore.open(temp.resolve("store"));
        context = Files.createDirectory(temp.resolve("context")).toRealPath();
        write("a", "aaaa");
        write("b", "bbbb");
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** One build: what was known before it, and everything read and remembered. */
    private final class Build {
        final ContextMemory memory;
        final ContextTree tree;
        final HashedContents contents;

        Build(Clock clock) {
            memory = new ContextMemory(store.memos(), clock);
            memory.open(context);
            tree = new ContextTree(context, Exclusions.NONE, memory);
            contents = new HashedContents(memory);
        }

        Optional<Digest> known(String name) {
            return tree.find(ImagePath.of(name)).orElseThrow().content();
        }

        Build readAll() throws InterruptedException {
            for (TreeNode child : tree.children(ImagePath.ROOT)) {
                contents.of(child);
            }
            return this;
        }
    }

    private static Digest digest(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8));
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(context.resolve(name), content);
    }

    private void remember() throws InterruptedException {
        new Build(LATER).readAll().memory.save();
        Thread.sleep(KERNEL_TICK);
    }

    private Build next() {
        return new Build(LATER);
    }

    @Test
    void unchangedFile_isKnownWithoutReading() throws Exception {
        assertThat(next().known("a")).isEmpty();
        remember();
        assertThat(next().known("a")).contains(digest("aaaa"));
        assertThat(next().known("b")).contains(digest("bbbb"));
    }

    @Test
    void otherContentOfTheSameSizeAndTime_isRead() throws Exception {
        remember();
        FileTime before = Files.getLastModifiedTime(context.resolve("a"));
        write("a", "AAAA");
        Files.setLastModifiedTime(context.resolve("a"), before);
        assertThat(next().known("a")).isEmpty();
        assertThat(next().known("b")).contains(digest("bbbb"));
    }

    @Test
    void fileWrittenJustBefore_isNotRemembered() throws Exception {
        new Build(Clock.systemUTC()).readAll().memory.save();
        assertThat(next().known("a")).isEmpty();
    }

    @Test
    void fileFromTheFuture_isNotRemembered() throws Exception {
        Files.setLastModifiedTime(
                context.resolve("a"), FileTime.from(Clock.systemUTC().instant().plus(Duration.ofDays(1))));
        remember();
        assertThat(next().known("a")).isEmpty();
        assertThat(next().known("b")).isPresent();
    }

    @Test
    void fileThatChangesWhileItIsRead_isNotRemembered() throws Exception {
        Build build = new Build(LATER);
        FileStatus before = FileStatus.of(Place.of(context.resolve("a")));
        Thread.sleep(KERNEL_TICK);
        write("a", "AAAA");
        FileStatus after = FileStatus.of(Place.of(context.resolve("a")));
        build.memory.read(context, "/a", new ContextMemory.Reading(LATER.instant(), before, after), digest("aaaa"));
        build.memory.save();
        assertThat(next().known("a")).isEmpty();
    }

    @Test
    void renamedFile_keepsNothingOfTheNameItTook() throws Exception {
        remember();
        Files.move(context.resolve("b"), context.resolve("a"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(next().known("a")).isNotEqualTo(Optional.of(digest("aaaa")));
        remember();
        assertThat(next().known("a")).contains(digest("bbbb"));
    }

    @Test
    void swappedFiles_haveEachTheirOwnContent() throws Exception {
        remember();
        Files.move(context.resolve("a"), context.resolve("c"));
        Files.move(context.resolve("b"), context.resolve("a"));
        Files.move(context.resolve("c"), context.resolve("b"));
        assertThat(next().known("a")).isNotEqualTo(Optional.of(digest("aaaa")));
        assertThat(next().known("b")).isNotEqualTo(Optional.of(digest("bbbb")));
    }

    @Test
    void replacedFile_isRead() throws Exception {
        FileTime before = Files.getLastModifiedTime(context.resolve("a"));
        remember();
        Files.delete(context.resolve("a"));
        write("a", "AAAA");
        Files.setLastModifiedTime(context.resolve("a"), before);
        assertThat(next().known("a")).isEmpty();
    }

    @Test
    void otherDirectoryOfTheSameName_startsAnew() throws Exception {
        remember();
        Files.move(context, temp.resolve("old"));
        Files.createDirectory(context);
        write("a", "AAAA");
        assertThat(next().known("a")).isEmpty();
    }

    @Test
    void tornMemo_isAsIfThereWasNone() throws Exception {
        remember();
        byte[] whole = Files.readAllBytes(memo());
        for (int length : List.of(0, 3, 8, 50, whole.length - 1)) {
            Files.write(memo(), Arrays.copyOf(whole, length));
            assertThat(next().known("a")).isEmpty();
        }
        Files.write(memo(), whole);
        assertThat(next().known("a")).isPresent();
    }

    @Test
    void memoOfAnotherVersionOrForm_isAsIfThereWasNone() throws Exception {
        FileStatus status = FileStatus.of(Place.of(context.resolve("a")));
        RememberedDigests written = RememberedDigests.read(status.device(), Optional.empty());
        written.put("/a", status, digest("aaaa"));
        byte[] good = written.encode();
        assertThat(found(good, status)).isPresent();
        byte[] newer = good.clone();
        newer[3] = 2;
        byte[] counted = good.clone();
        counted[7] = 7;
        byte[] negative = good.clone();
        negative[4] = -1;
        for (byte[] bad : List.of(newer, counted, negative, Arrays.copyOf(good, 7), new byte[0])) {
            assertThat(found(bad, status)).isEmpty();
        }
    }

    private static Optional<Digest> found(byte[] encoded, FileStatus status) {
        return RememberedDigests.read(status.device(), Optional.of(encoded)).find("/a", status);
    }

    @Test
    void twoBuildsAtOnce_theLastToEndIsKept() throws Exception {
        Build one = new Build(LATER).readAll();
        Thread.sleep(KERNEL_TICK);
        write("a", "AAAA");
        Build two = new Build(LATER).readAll();
        two.memory.save();
        one.memory.save();
        assertThat(next().known("a")).isEmpty();
        assertThat(next().known("b")).contains(digest("bbbb"));
    }

    @Test
    void filesThatNobodyAsksFor_areForgottenWhenTheyOutnumberTheOthers() throws Exception {
        FileStatus status = FileStatus.of(Place.of(context.resolve("a")));
        RememberedDigests first = RememberedDigests.read(status.device(), Optional.empty());
        for (int i = 0; i < 100; i++) {
            first.put("/" + i, status, digest("x"));
        }
        RememberedDigests second = RememberedDigests.read(status.device(), Optional.of(first.encode()));
        second.find("/1", status);
        second.put("/new", status, digest("y"));
        byte[] encoded = second.encode();
        assertThat(RememberedDigests.read(status.device(), Optional.of(encoded)).find("/1", status))
                .contains(digest("x"));
        assertThat(encoded).hasSize(8 + 4 * 72);
    }

    @Test
    void fileSystemsThatPassOnOthersTimes_areNotBelieved() throws LinuxException {
        assertThat(FileSystemType.of(Place.of("/proc")).keepsChangeTimes()).isFalse();
        assertThat(FileSystemType.of(Place.of(context)).keepsChangeTimes()).isTrue();
    }

    /** Random writes, moves, replacements and restored times between builds: what is known is what is there. */
    @RepeatedTest(12)
    void whateverHappensBetweenBuilds_knownIsTrue(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        List<String> names = new ArrayList<>(List.of("a", "b", "c", "d", "e"));
        for (String name : names) {
            write(name, Integer.toString(1000 + random.nextInt(9000)));
        }
        for (int round = 0; round < 5; round++) {
            remember();
            for (int i = 0; i < 4; i++) {
                change(random, names);
            }
            Build build = next();
            for (TreeNode node : build.tree.children(ImagePath.ROOT)) {
                Digest real =
                        Digest.of(Files.readAllBytes(context.resolve(node.path().relative())));
                assertThat(node.content().orElse(real)).isEqualTo(real);
                assertThat(build.contents.of(node)).isEqualTo(real);
            }
        }
    }

    private void change(Random random, List<String> names) throws IOException {
        Path one = context.resolve(names.get(random.nextInt(names.size())));
        Path other = context.resolve(names.get(random.nextInt(names.size())));
        String content = Integer.toString(1000 + random.nextInt(9000));
        switch (random.nextInt(5)) {
            case 0 -> keepingTime(one, () -> Files.writeString(one, content));
            case 1 -> {
                Path aside = context.resolve("aside");
                move(one, aside);
                move(other, one);
                move(aside, other);
            }
            case 2 -> {
                Files.deleteIfExists(one);
                Files.writeString(one, content);
            }
            case 3 -> move(one, other);
            default ->
                keepingTime(one, () -> {
                    Path fresh = Files.writeString(temp.resolve("fresh"), content);
                    Files.move(fresh, one, StandardCopyOption.REPLACE_EXISTING);
                });
        }
    }

    private static void move(Path from, Path to) throws IOException {
        if (Files.exists(from) && !from.equals(to)) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Something that writes. */
    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    private static void keepingTime(Path file, Writing writing) throws IOException {
        Optional<FileTime> time = Files.exists(file) ? Optional.of(Files.getLastModifiedTime(file)) : Optional.empty();
        writing.run();
        if (time.isPresent()) {
            Files.setLastModifiedTime(file, time.get());
        }
    }

    private Path memo() {
        try (var files = Files.walk(store.root().resolve("memos").resolve(ContextMemory.KIND))) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
