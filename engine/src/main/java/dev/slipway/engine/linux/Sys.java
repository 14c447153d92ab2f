package dev.slipway.engine.linux;

/** System call numbers: x86-64, and the table that aarch64 and riscv64 share. */
enum Sys {
    READ(0, 63),
    WRITE(1, 64),
    CLOSE(3, 57),
    LSEEK(8, 62),
    IOCTL(16, 29),
    PREAD64(17, 67),
    PWRITE64(18, 68),
    FLOCK(73, 32),
    FSYNC(74, 82),
    FDATASYNC(75, 83),
    FTRUNCATE(77, 46),
    FCHMOD(91, 52),
    GETEUID(107, 175),
    STATFS(137, 43),
    MOUNT(165, 40),
    UMOUNT2(166, 39),
    LSETXATTR(189, 6),
    FSETXATTR(190, 7),
    LGETXATTR(192, 9),
    FGETXATTR(193, 10),
    LLISTXATTR(195, 12),
    FLISTXATTR(196, 13),
    LREMOVEXATTR(198, 15),
    GETDENTS64(217, 61),
    OPENAT(257, 56),
    MKDIRAT(258, 34),
    MKNODAT(259, 33),
    FCHOWNAT(260, 54),
    UNLINKAT(263, 35),
    LINKAT(265, 37),
    SYMLINKAT(266, 36),
    READLINKAT(267, 78),
    FCHMODAT(268, 53),
    UTIMENSAT(280, 88),
    SYNCFS(306, 267),
    RENAMEAT2(316, 276),
    COPY_FILE_RANGE(326, 285),
    SYNC_FILE_RANGE(277, 84),
    STATX(332, 291),
    FSOPEN(430, 430),
    FSCONFIG(431, 431),
    FSMOUNT(432, 432),
    MOVE_MOUNT(429, 429),
    OPENAT2(437, 437),
    FCHMODAT2(452, 452);

    private static final boolean X86 = isX86(System.getProperty("os.arch", ""));

    /** Open flags that differ between architectures. */
    static final int O_DIRECTORY = X86 || isRiscv() ? 0x10000 : 0x4000;

    static final int O_NOFOLLOW = X86 || isRiscv() ? 0x20000 : 0x8000;

    private final int x86;
    private final int generic;

    Sys(int x86, int generic) {
        this.x86 = x86;
        this.generic = generic;
    }

    int number() {
        return X86 ? x86 : generic;
    }

    private static boolean isRiscv() {
        return System.getProperty("os.arch", "").equals("riscv64");
    }

    private static boolean isX86(String architecture) {
        return switch (architecture) {
            case "amd64", "x86_64" -> true;
            case "aarch64", "riscv64" -> false;
            default ->
                throw new IllegalStateException(
                        "processor architecture: \"" + architecture + "\" (expected: amd64, aarch64 or riscv64)");
        };
    }
}
