package dev.slipway.engine.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * The kind of file system that something is on ({@code statfs(2)}, {@code f_type}; linux/magic.h).
 *
 * @param magic as the kernel has it
 */
public record FileSystemType(long magic) {
    private static final int STATFS_BYTES = 120;

    /** ext2 to ext4, XFS, Btrfs, F2FS, bcachefs, ZFS, tmpfs, ramfs, overlayfs. */
    private static final Set<Long> LOCAL = Set.of(
            0xEF53L,
            0x58465342L,
            0x9123683EL,
            0xF2F52010L,
            0xCA451A4EL,
            0x2FC12FC1L,
            0x01021994L,
            0x858458F6L,
            0x794C7630L);

    /** @param place a path, not a name in an open directory */
    public static FileSystemType of(Place place) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            ByteBuffer data = kernel.data().order(ByteOrder.nativeOrder()).limit(STATFS_BYTES);
            kernel.call(place.shown(), Sys.STATFS, kernel.path("statfs", place.path()), kernel.dataAddress());
            return new FileSystemType(data.getLong(0));
        }
    }

    /**
     * Whether this machine's kernel keeps the inode's times itself, so that no write goes without a new change time.
     * Network and user-space file systems pass on what somebody else says.
     */
    public boolean keepsChangeTimes() {
        return LOCAL.contains(magic & 0xFFFFFFFFL);
    }
}
