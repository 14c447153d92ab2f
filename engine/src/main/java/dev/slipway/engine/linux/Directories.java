package dev.slipway.engine.linux;

import dev.slipway.image.FileNames;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Lists directories, and removes whole trees. */
public final class Directories {
    private static final int HEADER_BYTES = 19;

    private Directories() {}

    /**
     * A name in a directory.
     *
     * @param type one of {@link FileStatus}'s, or 0 where the file system does not tell
     */
    public record Name(String name, int type, long inode) {}

    /** Takes names as they come. */
    @FunctionalInterface
    public interface Visitor {
        void name(Name name) throws LinuxException;
    }

    /** Every name but {@code .} and {@code ..}, in the file system's order. Starts where the last listing ended. */
    public static void list(OpenFile directory, Visitor visitor) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            ByteBuffer data = kernel.data();
            while (true) {
                int size = (int) kernel.call(
                        directory.shown(),
                        Sys.GETDENTS64,
                        directory.number(),
                        kernel.dataAddress(),
                        data.capacity(),
                        0);
                if (size == 0) {
                    return;
                }
                int at = 0;
                while (at < size) {
                    // struct linux_dirent64: u64 ino, s64 off, u16 length, u8 type, name
                    int length = Short.toUnsignedInt(data.getShort(at + 16));
                    visit(data, at, length, visitor);
                    at += length;
                }
            }
        }
    }

    private static void visit(ByteBuffer data, int at, int length, Visitor visitor) throws LinuxException {
        int end = at + HEADER_BYTES;
        while (end < at + length && data.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - at - HEADER_BYTES];
        data.get(at + HEADER_BYTES, bytes);
        if (!(bytes[0] == '.' && (bytes.length == 1 || bytes.length == 2 && bytes[1] == '.'))) {
            visitor.name(new Name(FileNames.decode(bytes), (data.get(at + 18) & 0xf) << 12, data.getLong(at)));
        }
    }

    /** All names at once, unsorted. */
    public static List<Name> list(OpenFile directory) throws LinuxException {
        List<Name> names = new ArrayList<>();
        list(directory, names::add);
        return names;
    }

    /** All names at once, unsorted. */
    public static List<Name> list(Place directory) throws LinuxException {
        try (OpenFile open = OpenFile.open(directory, OpenFile.READ | OpenFile.DIRECTORY, 0)) {
            return list(open);
        }
    }

    /** Removes an object and everything below it; links are removed, not followed. Nothing there is no fault. */
    public static void deleteTree(Place place) throws LinuxException {
        new TreeRemoval().remove(place);
    }
}
