package dev.slipway.engine.linux;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Removes a tree bottom up with one open descriptor a level. A directory's names are taken in portions, so that memory
 * does not grow with the number of entries. Another process that removes the same tree is no hindrance.
 */
final class TreeRemoval {
    private static final int PORTION = 4096;

    private record Level(OpenFile directory, Place place, Deque<Directories.Name> names) {}

    /** Ends a listing early. */
    private static final class Full extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Full() {
            super(null, null, false, false);
        }
    }

    void remove(Place place) throws LinuxException {
        if (unlinked(place, 0)) {
            return;
        }
        Deque<Level> levels = new ArrayDeque<>();
        try {
            enter(levels, place);
            while (!levels.isEmpty()) {
                step(levels);
            }
        } finally {
            levels.forEach(level -> level.directory().close());
        }
    }

    private void step(Deque<Level> levels) throws LinuxException {
        Level level = levels.peek();
        Directories.Name name = level.names().poll();
        if (name != null) {
            Place child = Place.in(level.directory(), name.name());
            if (!unlinked(child, name.type())) {
                enter(levels, child);
            }
            return;
        }
        level.directory().close();
        levels.pop();
        // more names than one portion, or names that came meanwhile: then it is not empty and is entered again
        if (!removed(level.place())) {
            enter(levels, level.place());
        }
    }

    /** True when it is gone; false when it is a directory. */
    private static boolean unlinked(Place place, int type) throws LinuxException {
        if (type == FileStatus.DIRECTORY) {
            return false;
        }
        try {
            Nodes.unlink(place);
            return true;
        } catch (LinuxException e) {
            if (e.is(Errno.ENOENT)) {
                return true;
            }
            // unlink says EISDIR of a directory here and EPERM by POSIX
            if (e.is(Errno.EISDIR) || e.is(Errno.EPERM) && isDirectory(place)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean isDirectory(Place place) throws LinuxException {
        return FileStatus.find(place).map(FileStatus::isDirectory).orElse(false);
    }

    private static boolean removed(Place place) throws LinuxException {
        try {
            Nodes.rmdir(place);
            return true;
        } catch (LinuxException e) {
            if (e.is(Errno.ENOENT)) {
                return true;
            }
            if (e.is(Errno.ENOTEMPTY) || e.is(Errno.EEXIST)) {
                return false;
            }
            throw e;
        }
    }

    private static void enter(Deque<Level> levels, Place place) throws LinuxException {
        OpenFile directory = opened(place);
        if (directory == null) {
            return;
        }
        Deque<Directories.Name> names = new ArrayDeque<>();
        levels.push(new Level(directory, place, names));
        try {
            Directories.list(directory, name -> {
                names.add(name);
                if (names.size() == PORTION) {
                    throw new Full();
                }
            });
        } catch (Full e) {
            // the rest is listed when these are gone
        }
    }

    private static @org.jspecify.annotations.Nullable OpenFile opened(Place place) throws LinuxException {
        try {
            return OpenFile.directory(place);
        } catch (LinuxException e) {
            if (e.is(Errno.ENOENT)) {
                return null;
            }
            if (!e.is(Errno.EACCES)) {
                throw e;
            }
        }
        // a directory of our own without the right to read it, such as overlay's work directory for a plain user
        Metadata.chmod(place, 0700);
        return OpenFile.directory(place);
    }
}
