package dev.slipway.engine.source.image;

import dev.slipway.image.ImageReference;
import dev.slipway.image.Platform;
import dev.slipway.plan.request.ContextSpec.ImageOrigin.Debootstrap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where the blob of a layer can be had. As text: a word and its parameters, one a line. */
sealed interface LayerPlace {
    /** A registry's repository. */
    record Registry(ImageReference image) implements LayerPlace {}

    /** An OCI layout. */
    record Layout(Path directory) implements LayerPlace {}

    /** An image archive; {@code reference} names the image in it, empty for the only one. */
    record Archive(Path file, String reference, Platform platform) implements LayerPlace {}

    /** The content store, or a layer that was made here: an image of the local image store. */
    record Local() implements LayerPlace {}

    /** The content store, or made again. */
    record Made(Debootstrap origin, Platform platform) implements LayerPlace {}

    /** Lines without line ends; none is empty. */
    default List<String> lines() {
        return switch (this) {
            case Registry(ImageReference image) -> List.of("registry", image.toString());
            case Layout(Path directory) ->
                List.of("layout", directory.toAbsolutePath().toString());
            case Archive(Path file, String reference, Platform platform) ->
                List.of("archive", file.toAbsolutePath().toString(), platform.toString(), "=" + reference);
            case Local() -> List.of("local");
            case Made(Debootstrap origin, Platform platform) -> {
                List<String> lines = new ArrayList<>(List.of("debootstrap", origin.suite(), platform.toString()));
                origin.options().forEach((name, value) -> lines.add(name + "=" + value));
                yield lines;
            }
        };
    }

    /** Reads {@link #lines}; empty for what another version wrote. */
    static Optional<LayerPlace> parse(List<String> lines) {
        return switch (lines.getFirst()) {
            case "registry" -> Optional.of(new Registry(ImageReference.parse(lines.get(1))));
            case "layout" -> Optional.of(new Layout(Path.of(lines.get(1))));
            case "archive" ->
                Optional.of(
                        new Archive(Path.of(lines.get(1)), lines.get(3).substring(1), Platform.parse(lines.get(2))));
            case "local" -> Optional.of(new Local());
            case "debootstrap" -> Optional.of(made(lines));
            default -> Optional.empty();
        };
    }

    private static Made made(List<String> lines) {
        Map<String, String> options = new TreeMap<>();
        for (String line : lines.subList(3, lines.size())) {
            int equals = line.indexOf('=');
            options.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return new Made(new Debootstrap(lines.get(1), options), Platform.parse(lines.get(2)));
    }
}
