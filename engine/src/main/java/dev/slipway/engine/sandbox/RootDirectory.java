package dev.slipway.engine.sandbox;

import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Metadata;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.linux.Xattrs;
import dev.slipway.engine.tree.FileTree;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import java.nio.file.Path;
import java.util.Map;

/**
 * The root directory of a mounted root file system is that of the topmost layer alone (Linux, overlayfs.rst: merged
 * directories show the upper one's metadata). A new layer has to look as the root does below it.
 */
final class RootDirectory {
    private RootDirectory() {}

    /** @param layer an empty layer directory, {@code 0755 0:0} */
    static void carry(FileTree below, Path layer) throws LinuxException {
        EntryMetadata root = below.find(ImagePath.ROOT).orElseThrow().entry().metadata();
        Place place = Place.of(layer);
        Metadata.chown(place, root.uid(), root.gid());
        Metadata.chmod(place, root.mode());
        for (Map.Entry<String, byte[]> attribute : root.xattrs().entrySet()) {
            Xattrs.set(place, attribute.getKey(), attribute.getValue());
        }
    }
}
