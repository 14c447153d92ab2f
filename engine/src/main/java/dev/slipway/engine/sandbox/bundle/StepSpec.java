package dev.slipway.engine.sandbox.bundle;

import dev.slipway.plan.request.BuildRequest.Ulimit;
import dev.slipway.plan.request.NetworkMode;
import java.nio.file.Path;
import java.util.List;

/**
 * What a bundle's configuration says, decided.
 *
 * @param mounts in order, those that every container has not among them
 * @param cgroup path of its own control group
 */
public record StepSpec(
        Process process, Limits limits, Path root, List<SpecMount> mounts, String hostname, String cgroup) {
    public static final long DEFAULT_SHM_BYTES = 64L << 20;

    public StepSpec {
        mounts = List.copyOf(mounts);
    }

    public record Process(List<String> arguments, List<String> environment, String workingDirectory, SandboxUser user) {
        public Process {
            arguments = List.copyOf(arguments);
            environment = List.copyOf(environment);
        }
    }

    public record Limits(NetworkMode network, boolean insecure, long shmSizeBytes, List<Ulimit> ulimits) {
        public Limits {
            ulimits = List.copyOf(ulimits);
        }
    }
}
