package dev.slipway.inspect.tree;

import dev.slipway.image.FileNames;
import dev.slipway.image.ImagePath;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads which files a package owns while its layer streams by: {@code /var/lib/dpkg/info/<package>.list} (one path a
 * line) and {@code site-packages/<name>-<version>.dist-info/RECORD} (CSV, path first, relative to site-packages). Lists
 * of more than 8 MiB, and lines past two million in one image, are passed over.
 *
 * <p>Source: dpkg, deb-files of the info database; Python packaging, "Recording installed projects".
 */
final class PackageLists {
    private static final int MAX_LIST_BYTES = 8 << 20;
    private static final int MAX_LINES = 2_000_000;

    private final PathTable paths;
    private final AtomicInteger lines = new AtomicInteger();

    PackageLists(PathTable paths) {
        this.paths = paths;
    }

    boolean isWanted(ImagePath file, long sizeBytes) {
        String path = file.value();
        return sizeBytes <= MAX_LIST_BYTES && sizeBytes > 0 && (isDpkg(path) || isRecord(path));
    }

    private static boolean isDpkg(String path) {
        return path.endsWith(".list") && path.startsWith("/var/lib/dpkg/info/");
    }

    private static boolean isRecord(String path) {
        return path.endsWith(".dist-info/RECORD");
    }

    Optional<int[]> files(ImagePath list, byte[] text) {
        boolean record = isRecord(list.value());
        String base = list.parent().parent().value();
        String[] all = FileNames.decode(text).split("\n", -1);
        if (lines.addAndGet(all.length) > MAX_LINES) {
            return Optional.empty();
        }
        int[] nodes = new int[all.length];
        int count = 0;
        for (String line : all) {
            String path = record ? firstField(line) : line;
            if (path.isBlank() || path.length() > 4096) {
                continue;
            }
            String absolute = record && !path.startsWith("/") ? base + "/" + path : path;
            nodes[count++] = paths.intern(ImagePath.of(absolute).value());
        }
        return Optional.of(Arrays.copyOf(nodes, count));
    }

    /** The first field of a CSV line; a quoted one may hold commas. */
    private static String firstField(String line) {
        String text = line.stripTrailing();
        if (text.startsWith("\"")) {
            int end = text.indexOf('"', 1);
            return end < 0 ? "" : text.substring(1, end);
        }
        int comma = text.indexOf(',');
        return comma < 0 ? text : text.substring(0, comma);
    }
}
