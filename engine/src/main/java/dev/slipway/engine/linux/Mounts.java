package dev.slipway.engine.linux;

import java.util.List;

/** Mounts, in the mount namespace of this process. */
public final class Mounts {
    public static final int READ_ONLY = 1;
    public static final int NOSUID = 2;
    public static final int NODEV = 4;
    public static final int NOEXEC = 8;
    public static final int REMOUNT = 32;
    public static final int BIND = 4096;
    public static final int RECURSIVE = 16384;
    public static final int PRIVATE = 1 << 18;
    public static final int SLAVE = 1 << 19;

    /** Of {@link #unmount}: takes it off at once, and ends it when nobody uses it any more. */
    public static final int DETACH = 2;

    private static final int FSCONFIG_SET_FLAG = 0;
    private static final int FSCONFIG_SET_STRING = 1;
    private static final int FSCONFIG_CREATE = 6;
    private static final int MOVE_MOUNT_EMPTY_FROM = 4;

    private Mounts() {}

    /**
     * {@code mount(2)}.
     *
     * @param data comma-separated; less than 4,096 bytes, which is why overlays use {@link #mountNew}
     */
    public static void mount(String source, Place target, String type, int flags, String data) throws LinuxException {
        if (data.length() >= 4096) {
            throw new LinuxException("mount", target.shown() + "\" with options \"" + data, Errno.EINVAL);
        }
        try (Kernel kernel = Kernel.take();
                Kernel more = Kernel.take()) {
            kernel.call(
                    target.shown(),
                    Sys.MOUNT,
                    kernel.path("mount", source),
                    kernel.other("mount", target.path()),
                    more.path("mount", type),
                    flags,
                    data.isEmpty() ? 0 : more.other("mount", data),
                    0);
        }
    }

    /** Makes {@code source} appear at {@code target} too, with the mounts below it. */
    public static void bind(Place source, Place target) throws LinuxException {
        mount(source.path(), target, "", BIND | RECURSIVE, "");
    }

    /** @param flags 0 or {@link #DETACH} */
    public static void unmount(Place target, int flags) throws LinuxException {
        int nofollow = 8;
        try (Kernel kernel = Kernel.take()) {
            kernel.call(target.shown(), Sys.UMOUNT2, kernel.path("umount2", target.path()), (long) flags | nofollow);
        }
    }

    /**
     * A parameter of a file system.
     *
     * @param value empty for a flag
     */
    public record Parameter(String name, String value) {}

    /**
     * Mounts by {@code fsopen}, {@code fsconfig} and {@code move_mount} (Linux 5.2; {@code lowerdir+} of overlay: 6.5),
     * whose options together may be as long as they like. Each value is at most 255 bytes.
     *
     * @param attributes {@link #READ_ONLY}, {@link #NOSUID}, {@link #NODEV}, {@link #NOEXEC}
     */
    public static void mountNew(String type, List<Parameter> parameters, int attributes, Place target)
            throws LinuxException {
        try (OpenFile context = fsopen(type)) {
            for (Parameter parameter : parameters) {
                configure(context, parameter);
            }
            try (Kernel kernel = Kernel.take()) {
                kernel.call(target.shown(), Sys.FSCONFIG, context.number(), FSCONFIG_CREATE, 0, 0, 0, 0);
                int fd = (int) kernel.call(target.shown(), Sys.FSMOUNT, context.number(), 1, attributes, 0);
                try (OpenFile mount = new OpenFile(fd, target.shown())) {
                    kernel.call(
                            target.shown(),
                            Sys.MOVE_MOUNT,
                            mount.number(),
                            kernel.path("move_mount", ""),
                            -100,
                            kernel.other("move_mount", target.path()),
                            MOVE_MOUNT_EMPTY_FROM,
                            0);
                }
            }
        }
    }

    private static OpenFile fsopen(String type) throws LinuxException {
        try (Kernel kernel = Kernel.take()) {
            return new OpenFile((int) kernel.call(type, Sys.FSOPEN, kernel.path("fsopen", type), 1), type);
        }
    }

    private static void configure(OpenFile context, Parameter parameter) throws LinuxException {
        String shown = parameter.name() + "=" + parameter.value();
        try (Kernel kernel = Kernel.take()) {
            boolean flag = parameter.value().isEmpty();
            kernel.call(
                    shown,
                    Sys.FSCONFIG,
                    context.number(),
                    flag ? FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING,
                    kernel.path("fsconfig", parameter.name()),
                    flag ? 0 : kernel.other("fsconfig", parameter.value()),
                    0,
                    0);
        }
    }
}
