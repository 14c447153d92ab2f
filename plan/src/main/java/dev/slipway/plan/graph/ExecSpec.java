package dev.slipway.plan.graph;

import dev.slipway.image.ImagePath;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.NetworkMode;
import java.util.List;
import java.util.Optional;

/**
 * A process to run in a sandbox.
 *
 * @param arguments argv; the first is looked up in PATH
 * @param environment {@code NAME=value}, in order, PATH included
 * @param user as USER says: name or number, with an optional group; empty for root
 * @param mounts in order
 * @param proxyEnvironment {@code HTTP_PROXY} and the like, given to the process over its environment, but not
 *     part of the identity
 */
public record ExecSpec(
        List<String> arguments,
        List<String> environment,
        ImagePath workingDirectory,
        String user,
        List<Mount> mounts,
        Isolation isolation,
        List<String> proxyEnvironment) {
    public ExecSpec {
        arguments = List.copyOf(arguments);
        environment = List.copyOf(environment);
        mounts = List.copyOf(mounts);
        proxyEnvironment = List.copyOf(proxyEnvironment);
    }

    /**
     * @param insecure {@code --security=insecure}
     * @param extraHosts lines for {@code /etc/hosts}
     * @param hostname {@code BUILDKIT_SANDBOX_HOSTNAME}; the driver's own default when empty
     */
    public record Isolation(
            NetworkMode network,
            boolean insecure,
            List<BuildRequest.ExtraHost> extraHosts,
            Optional<Long> shmSizeBytes,
            List<BuildRequest.Ulimit> ulimits,
            Optional<String> hostname) {
        public Isolation {
            extraHosts = List.copyOf(extraHosts);
            ulimits = List.copyOf(ulimits);
        }
    }

    /** {@code RUN --mount} (Dockerfile reference, RUN --mount). */
    public sealed interface Mount {
        /**
         * @param input number of the vertex's input
         * @param source path in the input
         * @param writable writes go to a copy that is thrown away
         */
        record Bind(int input, ImagePath source, ImagePath target, boolean writable) implements Mount {}

        /**
         * @param id cache's name; the plan has put in the target where the user gave none
         * @param seed what a new cache starts with
         * @param owner of the cache's root directory when it is made, and its mode
         */
        record Cache(
                String id, ImagePath target, Sharing sharing, boolean readOnly, Optional<Seed> seed, Ownership owner)
                implements Mount {}

        record Tmpfs(ImagePath target, Optional<Long> sizeBytes) implements Mount {}

        /**
         * @param target file to show it as; empty when only a variable is wanted
         * @param variable environment variable to show it as
         */
        record Secret(
                String id, Optional<ImagePath> target, Optional<String> variable, boolean required, Ownership owner)
                implements Mount {}

        record Ssh(String id, ImagePath target, boolean required, Ownership owner) implements Mount {}
    }

    /** First content of a cache mount: a path in an input. */
    public record Seed(int input, ImagePath source) {}

    /** @param mode permission bits */
    public record Ownership(long uid, long gid, int mode) {}

    /** How builds that run at once share a cache mount. */
    public enum Sharing {
        SHARED,
        PRIVATE,
        LOCKED
    }
}
