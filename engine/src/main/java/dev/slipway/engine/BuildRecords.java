package dev.slipway.engine;

import dev.slipway.engine.store.Memos;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoreException;
import dev.slipway.image.Digest;
import dev.slipway.image.MalformedImageException;
import dev.slipway.plan.graph.CanonicalForm;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.record.BuildRecordJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Build records of a store: {@code <id>.json} in its record directory. An id is the time in UTC and a random part,
 * {@code 20250102T030405678-1a2b3c4d}, so that names sort by time.
 *
 * <p>Memo kind {@code last-build} points from what was built (Dockerfile, context, target, platforms) to the last record
 * and to the last one that succeeded: {@code <id> <id or ->}.
 */
final class BuildRecords {
    private static final String SUFFIX = ".json";
    private static final String LAST = "last-build";
    private static final String NONE = "-";

    private final Path directory;
    private final Memos memos;

    BuildRecords(Store store) {
        this.directory = store.buildRecords();
        this.memos = store.memos();
    }

    static String newId(Instant started, RandomGenerator random) {
        LocalDateTime utc = LocalDateTime.ofInstant(started, ZoneOffset.UTC);
        StringBuilder id = new StringBuilder(27);
        pad(id, utc.getYear(), 4);
        pad(id, utc.getMonthValue(), 2);
        pad(id, utc.getDayOfMonth(), 2);
        id.append('T');
        pad(id, utc.getHour(), 2);
        pad(id, utc.getMinute(), 2);
        pad(id, utc.getSecond(), 2);
        pad(id, utc.getNano() / 1_000_000, 3);
        String unique = Integer.toHexString(random.nextInt());
        return id.append('-').repeat('0', 8 - unique.length()).append(unique).toString();
    }

    private static void pad(StringBuilder id, int value, int width) {
        String digits = Integer.toString(value);
        id.repeat('0', width - digits.length()).append(digits);
    }

    void write(BuildRecord record) {
        Path place = directory.resolve(record.id() + SUFFIX);
        Path temporary = directory.resolve("." + record.id() + ".tmp");
        try {
            Files.write(temporary, BuildRecordJson.write(record));
            Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw StoreException.io("write build record " + record.id(), e);
        }
        Digest key = key(record.invocation());
        String succeeded = record.outcome() == BuildRecord.Outcome.SUCCEEDED
                ? record.id()
                : pointer(key).map(ids -> ids[1]).orElse(NONE);
        memos.put(LAST, key, (record.id() + " " + succeeded).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The builds that the next one of the same invocation is compared with, the newest first: the last one, and, when
     * it did not succeed and so may know only some steps, the last that did.
     */
    List<BuildRecord> before(BuildRecord.Invocation invocation) {
        List<BuildRecord> found = new ArrayList<>();
        for (String id : pointer(key(invocation)).orElse(new String[0])) {
            if (!id.equals(NONE)
                    && found.stream().noneMatch(record -> record.id().equals(id))) {
                readable(id).ifPresent(found::add);
            }
        }
        return found;
    }

    private Optional<String[]> pointer(Digest key) {
        return memos.find(LAST, key)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).split(" "))
                .filter(ids -> ids.length == 2);
    }

    private static Digest key(BuildRecord.Invocation invocation) {
        return new CanonicalForm(LAST, 1)
                .text(invocation.dockerfile())
                .text(invocation.context())
                .text(invocation.target())
                .list(invocation.platforms())
                .digest();
    }

    /** Newest first, without those of a newer version of the format. */
    List<BuildRecord> list() {
        return ids("").stream().map(this::readable).flatMap(Optional::stream).toList();
    }

    private Optional<BuildRecord> readable(String id) {
        try {
            return read(id);
        } catch (MalformedImageException e) {
            return Optional.empty();
        }
    }

    /** By id or by a prefix that only one has; throws MalformedImageException when it cannot be read. */
    Optional<BuildRecord> find(String id) {
        List<String> ids = ids(id);
        return ids.size() == 1 ? read(ids.getFirst()) : Optional.empty();
    }

    private List<String> ids(String prefix) {
        List<String> ids = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.startsWith(prefix) && name.endsWith(SUFFIX)) {
                    ids.add(name.substring(0, name.length() - SUFFIX.length()));
                }
            }
        } catch (IOException e) {
            throw StoreException.io("list build records", e);
        }
        ids.sort(Collections.reverseOrder());
        return ids;
    }

    /** Empty when another process has removed it meanwhile. */
    private Optional<BuildRecord> read(String id) {
        try {
            return Optional.of(BuildRecordJson.read(Files.readAllBytes(directory.resolve(id + SUFFIX))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StoreException.io("read build record " + id, e);
        }
    }
}
