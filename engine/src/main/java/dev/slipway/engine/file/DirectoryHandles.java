package dev.slipway.engine.file;

import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.image.ImagePath;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Open directories below one directory, the last used ones kept. Each is opened by its name in its open parent, so that
 * no link is ever followed, whatever stands on the way. Not for several threads.
 */
final class DirectoryHandles implements AutoCloseable {
    static final int USUALLY_KEPT = 128;

    private final OpenFile root;
    private final int kept;
    private final Map<ImagePath, OpenFile> open = new LinkedHashMap<>(16, 0.75f, true);

    DirectoryHandles(Place root, int kept) throws LinuxException {
        this.root = OpenFile.directory(root);
        this.kept = kept;
    }

    /** Where an object is; its parent must be there. */
    Place place(ImagePath path) throws LinuxException {
        return path.isRoot() ? Place.in(root, "") : Place.in(of(path.parent()), path.name());
    }

    private OpenFile of(ImagePath directory) throws LinuxException {
        if (directory.isRoot()) {
            return root;
        }
        OpenFile known = open.get(directory);
        if (known == null) {
            known = OpenFile.directory(Place.in(of(directory.parent()), directory.name()));
            open.put(directory, known);
            if (open.size() > kept) {
                Iterator<OpenFile> eldest = open.values().iterator();
                eldest.next().close();
                eldest.remove();
            }
        }
        return known;
    }

    /** Lets go of a directory that is about to be removed, and of what is below it. */
    void forget(ImagePath directory) {
        open.entrySet().removeIf(entry -> {
            boolean within = entry.getKey().isWithin(directory);
            if (within) {
                entry.getValue().close();
            }
            return within;
        });
    }

    @Override
    public void close() {
        open.values().forEach(OpenFile::close);
        open.clear();
        root.close();
    }
}
