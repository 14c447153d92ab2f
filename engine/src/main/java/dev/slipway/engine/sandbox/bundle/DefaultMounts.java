package dev.slipway.engine.sandbox.bundle;

import dev.slipway.plan.request.NetworkMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The file systems that every container has, as Docker mounts them. */
final class DefaultMounts {
    private DefaultMounts() {}

    /** These and the step's own; of two with one destination the later one takes the place of the earlier. */
    static List<SpecMount> with(StepSpec spec, HostTraits host) {
        Map<String, SpecMount> mounts = new LinkedHashMap<>();
        for (SpecMount mount : defaults(spec, host)) {
            mounts.put(mount.destination(), mount);
        }
        for (SpecMount mount : spec.mounts()) {
            mounts.put(mount.destination(), mount);
        }
        return List.copyOf(mounts.values());
    }

    private static List<SpecMount> defaults(StepSpec spec, HostTraits host) {
        List<SpecMount> mounts = new ArrayList<>();
        mounts.add(special("/proc", "proc", "nosuid", "noexec", "nodev"));
        mounts.add(special("/dev", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"));
        List<String> terminals =
                new ArrayList<>(List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"));
        if (host.terminalGroup()) {
            terminals.add("gid=5");
        }
        mounts.add(new SpecMount("/dev/pts", "devpts", "devpts", terminals));
        String size = "size=" + spec.limits().shmSizeBytes();
        mounts.add(new SpecMount("/dev/shm", "tmpfs", "shm", List.of("nosuid", "noexec", "nodev", "mode=1777", size)));
        mounts.add(special("/dev/mqueue", "mqueue", "nosuid", "noexec", "nodev"));
        mounts.add(sys(spec, host));
        if (host.cgroups()) {
            String access = spec.limits().insecure() ? "rw" : "ro";
            mounts.add(special("/sys/fs/cgroup", "cgroup", access, "nosuid", "noexec", "nodev"));
        }
        return mounts;
    }

    private static SpecMount sys(StepSpec spec, HostTraits host) {
        // A new sysfs shows the network namespace's devices, so only that namespace's owner may mount one.
        if (host.userNamespace() && spec.limits().network() != NetworkMode.NONE) {
            return new SpecMount("/sys", "bind", "/sys", List.of("rbind", "nosuid", "noexec", "nodev", "ro"));
        }
        return special(
                "/sys", "sysfs", "nosuid", "noexec", "nodev", spec.limits().insecure() ? "rw" : "ro");
    }

    private static SpecMount special(String destination, String type, String... options) {
        return new SpecMount(destination, type, type, List.of(options));
    }
}
