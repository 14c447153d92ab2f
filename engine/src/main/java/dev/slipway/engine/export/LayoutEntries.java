package dev.slipway.engine.export;

import dev.slipway.image.Descriptor;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Rfc3339;
import dev.slipway.image.layout.ImageNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The entries of a layout's {@code index.json} (OCI image-spec, image-layout.md): one a name of the image. */
final class LayoutEntries {
    private LayoutEntries() {}

    /** The entries of an image; a single one without a name when it has none. */
    static List<Descriptor> of(ImageDocuments image, List<ImageReference> names) {
        Map<String, String> annotations = new LinkedHashMap<>(image.root().annotations());
        image.created().ifPresent(time -> annotations.putIfAbsent(ImageNames.CREATED, Rfc3339.format(time)));
        Descriptor root = image.root().withAnnotations(annotations);
        return names.isEmpty()
                ? List.of(root)
                : names.stream().map(name -> ImageNames.named(root, name)).toList();
    }

    /**
     * Puts the entries into an existing index: after everything else, in place of those of the same name. An image
     * without a name takes the place of another without, so that building into one directory again and again leaves one.
     */
    static ImageIndex merged(ImageIndex existing, List<Descriptor> entries) {
        List<String> replaced = entries.stream().map(LayoutEntries::nameOf).toList();
        List<Descriptor> all = new ArrayList<>(existing.manifests().stream()
                .filter(old -> !replaced.contains(nameOf(old)))
                .toList());
        all.addAll(entries);
        return new ImageIndex(existing.mediaType(), all, existing.annotations());
    }

    private static String nameOf(Descriptor entry) {
        Map<String, String> annotations = entry.annotations();
        return annotations.getOrDefault(ImageNames.CONTAINERD_NAME, annotations.getOrDefault(ImageNames.REF_NAME, ""));
    }
}
