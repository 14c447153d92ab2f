package dev.slipway.engine.export;

import dev.slipway.image.Platform;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code --annotation} as buildx reads it: {@code [type[,type]:]key=value}, a type being {@code manifest} (the default),
 * {@code manifest-descriptor}, {@code index} or {@code index-descriptor}, the manifest ones with an optional platform:
 * {@code manifest[linux/arm64]:key=value}.
 */
final class Annotations {
    private final List<Annotation> all = new ArrayList<>();

    /** What an annotation is put on. */
    enum Place {
        MANIFEST("manifest"),
        MANIFEST_DESCRIPTOR("manifest-descriptor"),
        INDEX("index"),
        INDEX_DESCRIPTOR("index-descriptor");

        private final String flag;

        Place(String flag) {
            this.flag = flag;
        }
    }

    private record Annotation(Place place, Optional<Platform> platform, String key, String value) {}

    /** @param requested by key, which carries the types */
    Annotations(Map<String, String> requested) {
        requested.forEach(this::read);
    }

    private void read(String written, String value) {
        int colon = written.indexOf(':');
        if (colon < 0) {
            all.add(new Annotation(Place.MANIFEST, Optional.empty(), written, value));
            return;
        }
        String key = written.substring(colon + 1);
        for (String type : written.substring(0, colon).split(",", -1)) {
            int bracket = type.indexOf('[');
            Optional<Platform> platform =
                    bracket < 0 ? Optional.empty() : Optional.of(platform(type.substring(bracket + 1), written));
            all.add(new Annotation(
                    place(bracket < 0 ? type : type.substring(0, bracket), written), platform, key, value));
        }
    }

    private static Place place(String type, String written) {
        for (Place place : Place.values()) {
            if (place.flag.equals(type)) {
                return place;
            }
        }
        throw ExportException.badValue("cannot read annotation: \"" + written + "\" (expected: a type of manifest,"
                + " manifest-descriptor, index or index-descriptor before the colon)");
    }

    private static Platform platform(String closed, String written) {
        if (!closed.endsWith("]")) {
            throw ExportException.badValue(
                    "cannot read annotation: \"" + written + "\" (expected: a platform as in manifest[linux/amd64])");
        }
        return Platform.parse(closed.substring(0, closed.length() - 1));
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Those on the manifest, or its descriptor, of this platform, in the order they were given. */
    Map<String, String> of(Place place, Platform platform) {
        Map<String, String> found = new LinkedHashMap<>();
        all.stream()
                .filter(a ->
                        a.place == place && a.platform.map(platform::equals).orElse(true))
                .forEach(a -> found.put(a.key, a.value));
        return found;
    }

    /** Those on the index or its descriptor. */
    Map<String, String> of(Place place) {
        Map<String, String> found = new LinkedHashMap<>();
        all.stream().filter(a -> a.place == place).forEach(a -> found.put(a.key, a.value));
        return found;
    }

    /** Refuses index annotations where no index is made, as BuildKit does. */
    void requireIndex(boolean index) {
        Set<Place> places = EnumSet.noneOf(Place.class);
        all.forEach(a -> places.add(a.place));
        if (!index && (places.contains(Place.INDEX) || places.contains(Place.INDEX_DESCRIPTOR))) {
            throw ExportException.unsupported(
                    "cannot annotate the index: the image of a single platform has none (expected: manifest"
                            + " annotations)",
                    "build for several platforms, or annotate the manifest");
        }
    }
}
