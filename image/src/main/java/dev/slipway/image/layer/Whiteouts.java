package dev.slipway.image.layer;

import dev.slipway.image.ImagePath;
import java.util.Optional;

/** The names by which a layer tar hides what lower layers have (OCI image-spec, layer.md, Whiteouts). */
final class Whiteouts {
    private static final String PREFIX = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    /** Bookkeeping of AUFS at the root of old Docker layers: no content of the image. */
    private static final String AUFS = ".wh..wh.";

    private Whiteouts() {}

    static boolean isMark(ImagePath path) {
        return path.name().startsWith(PREFIX);
    }

    /** AUFS's own files: {@code /.wh..wh.plnk/4.7}. The opaque mark of the root directory is not one of them. */
    static boolean isAufs(ImagePath path) {
        return path.value().startsWith(AUFS, 1) && !path.value().equals("/" + OPAQUE);
    }

    /** The mark that a {@code .wh.} name stands for; empty when it hides no possible name, such as {@code .wh...}. */
    static Optional<LayerEntry> markOf(ImagePath path) {
        if (path.name().equals(OPAQUE)) {
            return Optional.of(new LayerEntry.Opaque(path.parent()));
        }
        String hidden = path.name().substring(PREFIX.length());
        return switch (hidden) {
            case "", ".", ".." -> Optional.empty();
            default -> Optional.of(new LayerEntry.Whiteout(path.parent().resolve(hidden)));
        };
    }

    static ImagePath nameOf(LayerEntry.Whiteout whiteout) {
        return whiteout.path().parent().resolve(PREFIX + whiteout.path().name());
    }

    static ImagePath nameOf(LayerEntry.Opaque opaque) {
        return opaque.path().resolve(OPAQUE);
    }
}
