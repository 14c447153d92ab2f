package dev.slipway.plan.request;

import dev.slipway.dockerfile.Suggestion;
import dev.slipway.image.Compression;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.request.ExportTarget.Destination;
import dev.slipway.plan.request.ExportTarget.ImageOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@link ExportTarget#parse}. */
final class ExportTargetParser {
    private static final List<String> TYPES = List.of("oci", "docker", "local", "tar", "image", "registry");
    private static final List<String> IMAGE_KEYS = List.of(
            "name", "compression", "compression-level", "force-compression", "rewrite-timestamp", "oci-mediatypes");

    private final String text;
    private final Path workingDirectory;
    private Map<String, String> fields = Map.of();

    ExportTargetParser(String text, Path workingDirectory) {
        this.text = text;
        this.workingDirectory = workingDirectory;
    }

    ExportTarget parse() {
        if (text.isEmpty()) {
            throw wrong("is empty", "type=" + String.join("|", TYPES) + ",dest=…, a directory, or -");
        }
        if (text.equals("-")) {
            return new ExportTarget.ToTar(new Destination.ToStandardOutput());
        }
        if (text.indexOf('=') < 0 && text.indexOf(',') < 0) {
            return new ExportTarget.ToDirectory(workingDirectory.resolve(text).normalize());
        }
        fields = CsvFields.pairs("output", text);
        String type = fields.getOrDefault("type", "");
        return switch (type) {
            case "oci" -> layout();
            case "docker" -> dockerArchive();
            case "image" -> image();
            case "registry" -> registry();
            case "local" -> local();
            case "tar" -> {
                allow("dest");
                yield new ExportTarget.ToTar(destination());
            }
            case "" -> throw wrong("has no type", "type=" + String.join("|", TYPES));
            default ->
                throw new PlanException(
                        PlanException.Code.BAD_VALUE,
                        message("has the unknown type \"" + type + "\"", String.join(", ", TYPES)),
                        Suggestion.hint(type, TYPES));
        };
    }

    private ExportTarget layout() {
        allow(with(IMAGE_KEYS, "dest", "tar"));
        boolean tar = flag("tar", true);
        Destination destination = destination();
        if (!tar && destination instanceof Destination.ToStandardOutput) {
            throw wrong("writes a directory but names none", "type=oci,tar=false,dest=DIRECTORY");
        }
        return new ExportTarget.ToLayout(destination, tar, imageOptions(true));
    }

    private ExportTarget dockerArchive() {
        allow(with(IMAGE_KEYS, "dest"));
        if (!fields.containsKey("dest")) {
            throw PlanException.unsupported(
                    message("would load into a Docker daemon", "type=docker,dest=FILE"),
                    "write a tar with dest=image.tar, or pipe dest=- into docker load");
        }
        return new ExportTarget.ToDockerArchive(destination(), imageOptions(false));
    }

    private ExportTarget image() {
        allow(with(IMAGE_KEYS, "push"));
        ImageOptions options = imageOptions(true);
        return flag("push", false) ? new ExportTarget.ToRegistry(options, true) : new ExportTarget.ToStore(options);
    }

    /** As buildx has it: an image whose push is on when nothing is said. */
    private ExportTarget registry() {
        allow(with(IMAGE_KEYS, "push"));
        ImageOptions options = imageOptions(true);
        return flag("push", true) ? new ExportTarget.ToRegistry(options, false) : new ExportTarget.ToStore(options);
    }

    private ExportTarget local() {
        allow("dest");
        if (destination() instanceof Destination.ToFile(Path directory)) {
            return new ExportTarget.ToDirectory(directory);
        }
        throw wrong("names no directory", "type=local,dest=DIRECTORY");
    }

    private Destination destination() {
        String dest = fields.getOrDefault("dest", "-");
        return dest.isEmpty() || dest.equals("-")
                ? new Destination.ToStandardOutput()
                : new Destination.ToFile(workingDirectory.resolve(dest).normalize());
    }

    private ImageOptions imageOptions(boolean ociByDefault) {
        Compression compression = switch (fields.getOrDefault("compression", "gzip")) {
            case "gzip" -> Compression.GZIP;
            case "zstd" -> Compression.ZSTD;
            case "uncompressed" -> Compression.UNCOMPRESSED;
            default ->
                throw wrong("has compression \"" + fields.get("compression") + "\"", "gzip, zstd or uncompressed");
        };
        return new ImageOptions(
                compression,
                level(compression),
                flag("force-compression", false),
                flag("rewrite-timestamp", false),
                names(),
                flag("oci-mediatypes", ociByDefault));
    }

    private Optional<Integer> level(Compression compression) {
        String written = fields.get("compression-level");
        if (written == null) {
            return Optional.empty();
        }
        int highest = switch (compression) {
            case GZIP -> 9;
            case ZSTD -> 22;
            case UNCOMPRESSED -> throw wrong("has a level without compression", "compression=gzip or zstd");
        };
        boolean number =
                !written.isEmpty() && written.length() < 4 && written.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number || Integer.parseInt(written) > highest) {
            throw wrong("has compression-level \"" + written + "\"", "0 to " + highest);
        }
        return Optional.of(Integer.parseInt(written));
    }

    private List<String> names() {
        String names = fields.getOrDefault("name", "");
        List<String> all = names.isEmpty() ? List.of() : CsvFields.split(names);
        all.forEach(name -> ImageNames.requireTaggable("output name", name));
        return all;
    }

    private boolean flag(String key, boolean absent) {
        String value = fields.get(key);
        if (value == null) {
            return absent;
        }
        return Booleans.parse(value).orElseThrow(() -> wrong("has " + key + "=\"" + value + "\"", "true or false"));
    }

    private void allow(String... keys) {
        allow(with(List.of(), keys));
    }

    private void allow(List<String> keys) {
        Set<String> unknown = new HashSet<>(fields.keySet());
        unknown.removeAll(keys);
        unknown.remove("type");
        unknown.stream().sorted().findFirst().ifPresent(key -> {
            throw new PlanException(
                    PlanException.Code.BAD_VALUE,
                    message("has the unknown key \"" + key + "\"", String.join(", ", keys)),
                    Suggestion.hint(key, keys));
        });
    }

    private static List<String> with(List<String> keys, String... more) {
        List<String> all = new ArrayList<>(List.of(more));
        all.addAll(keys);
        return all;
    }

    private PlanException wrong(String what, String expected) {
        return new PlanException(PlanException.Code.BAD_VALUE, message(what, expected), Optional.empty());
    }

    private String message(String what, String expected) {
        return "output \"" + text + "\" " + what + " (expected: " + expected + ")";
    }
}
