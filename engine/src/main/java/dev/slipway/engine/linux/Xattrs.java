package dev.slipway.engine.linux;

import dev.slipway.image.FileNames;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Extended attributes. No call follows a link in the last segment of its place. Values are at most 64 KiB. */
public final class Xattrs {
    private Xattrs() {}

    /** Names in the file system's order; none where it has no attributes at all. */
    public static List<String> list(Place place) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            ByteBuffer data = kernel.data();
            long size = descriptor(place)
                    ? kernel.raw(Sys.FLISTXATTR, place.directory(), kernel.dataAddress(), data.capacity(), 0, 0, 0)
                    : kernel.raw(
                            Sys.LLISTXATTR,
                            kernel.path("llistxattr", place.path()),
                            kernel.dataAddress(),
                            data.capacity(),
                            0,
                            0,
                            0);
            if (size < 0 && kernel.errno() == Errno.EOPNOTSUPP) {
                return List.of();
            }
            if (size < 0) {
                throw kernel.fault(Sys.LLISTXATTR, place.shown());
            }
            return size == 0 ? List.of() : names(data, (int) size);
        }
    }

    private static List<String> names(ByteBuffer data, int size) {
        List<String> names = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < size; i++) {
            if (data.get(i) == 0) {
                byte[] name = new byte[i - start];
                data.get(start, name);
                names.add(FileNames.decode(name));
                start = i + 1;
            }
        }
        return names;
    }

    /** Empty when the object has no such attribute. */
    public static Optional<byte[]> get(Place place, String name) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            ByteBuffer data = kernel.data();
            long attribute = kernel.other("lgetxattr", name);
            long size = descriptor(place)
                    ? kernel.raw(
                            Sys.FGETXATTR, place.directory(), attribute, kernel.dataAddress(), data.capacity(), 0, 0)
                    : kernel.raw(
                            Sys.LGETXATTR,
                            kernel.path("lgetxattr", place.path()),
                            attribute,
                            kernel.dataAddress(),
                            data.capacity(),
                            0,
                            0);
            if (size < 0 && (kernel.errno() == Errno.ENODATA || kernel.errno() == Errno.EOPNOTSUPP)) {
                return Optional.empty();
            }
            if (size < 0) {
                throw kernel.fault(Sys.LGETXATTR, place.shown());
            }
            byte[] value = new byte[(int) size];
            data.get(0, value);
            return Optional.of(value);
        }
    }

    public static void set(Place place, String name, byte[] value) throws LinuxException {
        if (value.length > Kernel.DATA_BYTES) {
            throw new LinuxException("lsetxattr", place.shown(), Errno.ERANGE);
        }
        try (Kernel kernel = Kernel.take()) {
            kernel.data().put(value);
            long path = kernel.path("lsetxattr", place.path());
            long attribute = kernel.other("lsetxattr", name);
            if (descriptor(place)) {
                kernel.call(
                        place.shown(), Sys.FSETXATTR, place.directory(), attribute, kernel.dataAddress(), value.length);
            } else {
                kernel.call(place.shown(), Sys.LSETXATTR, path, attribute, kernel.dataAddress(), value.length);
            }
        }
    }

    /** False when there was no such attribute. */
    public static boolean remove(Place place, String name) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            long path = kernel.path("lremovexattr", place.path());
            long attribute = kernel.other("lremovexattr", name);
            if (kernel.raw(Sys.LREMOVEXATTR, path, attribute, 0, 0, 0, 0) >= 0) {
                return true;
            }
            if (kernel.errno() == Errno.ENODATA || kernel.errno() == Errno.EOPNOTSUPP) {
                return false;
            }
            throw kernel.fault(Sys.LREMOVEXATTR, place.shown());
        }
    }

    private static boolean descriptor(Place place) {
        return place.base() != null && place.name().isEmpty();
    }
}
