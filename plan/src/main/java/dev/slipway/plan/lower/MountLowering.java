package dev.slipway.plan.lower;

import dev.slipway.dockerfile.MountFlag;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.graph.ExecSpec.Mount;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.stage.StageTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** {@code RUN --mount} (Dockerfile reference, RUN --mount): options, defaults, and the step's inputs. */
final class MountLowering {
    private static final int SECRET_MODE = 0400;
    private static final int SOCKET_MODE = 0600;
    private static final int CACHE_MODE = 0755;

    private final StageState stage;
    private final TreeSources trees;
    private final BuildSettings settings;
    private final List<Vertex> inputs = new ArrayList<>();
    private final List<Mount> mounts = new ArrayList<>();
    private final List<ImagePath> agents = new ArrayList<>();

    MountLowering(StageState stage, TreeSources trees, BuildSettings settings) {
        this.stage = stage;
        this.trees = trees;
        this.settings = settings;
        inputs.add(stage.root());
    }

    /** The root file system, then what mounts show. */
    List<Vertex> inputs() {
        return Collections.unmodifiableList(inputs);
    }

    List<Mount> mounts() {
        return Collections.unmodifiableList(mounts);
    }

    /** The first SSH socket's path. */
    Optional<ImagePath> firstAgent() {
        return agents.stream().findFirst();
    }

    /** A read-only mount of the builder's own. */
    void bind(Vertex tree, ImagePath source, ImagePath target) {
        mounts.add(new Mount.Bind(input(tree), source, target, false));
    }

    private int input(Vertex tree) {
        int known = inputs.subList(1, inputs.size()).indexOf(tree);
        if (known >= 0) {
            return known + 1;
        }
        inputs.add(tree);
        return inputs.size() - 1;
    }

    void add(MountFlag flag) {
        MountOptions options = new MountOptions(flag, stage);
        mounts.add(
                switch (options.type()) {
                    case "bind" -> bind(flag, options);
                    case "cache" -> cache(flag, options);
                    case "tmpfs" -> new Mount.Tmpfs(target(options), options.size());
                    case "secret" -> secret(options);
                    case "ssh" -> ssh(options);
                    default -> throw new IllegalStateException("mount type " + options.type() + " was let pass");
                });
    }

    /** Relative targets are below the working directory. */
    private ImagePath target(MountOptions options) {
        ImagePath target =
                stage.config.workingDirectory().cd(options.text("target").orElse(""));
        if (target.isRoot()) {
            throw stage.faults()
                    .refuse(
                            options.span("target"),
                            "cannot mount " + options.type() + " on \"" + target + "\"",
                            "a path below the root");
        }
        return target;
    }

    private static ImagePath source(MountOptions options) {
        return ImagePath.of(options.text("source").orElse("/"));
    }

    private Mount bind(MountFlag flag, MountOptions options) {
        ImagePath target = target(options);
        Vertex tree = StageTable.mountFrom(flag)
                .map(from -> trees.find(stage, from, "RUN --mount from"))
                .orElseGet(() -> trees.mainContext(stage, flag.span()));
        return new Mount.Bind(input(tree), source(options), target, !options.flag("readonly", true));
    }

    private Mount cache(MountFlag flag, MountOptions options) {
        ImagePath target = target(options);
        String id = options.text("id")
                .orElseGet(() -> Paths.clean(options.text("target").orElse("")));
        Optional<ExecSpec.Seed> seed = StageTable.mountFrom(flag)
                .map(from -> trees.find(stage, from, "RUN --mount from"))
                .map(tree -> new ExecSpec.Seed(input(tree), source(options)));
        return new Mount.Cache(
                settings.cacheId(id),
                target,
                options.sharing(),
                options.flag("readonly", false),
                seed,
                options.owner(CACHE_MODE));
    }

    private Mount secret(MountOptions options) {
        if (options.has("id") && options.has("source")) {
            throw stage.faults()
                    .refuse(options.span("source"), "cannot name a secret by both id and source", "one of them");
        }
        Optional<String> written = options.text("target");
        String id = options.text("id")
                .or(() -> options.text("source"))
                .or(() -> written.map(path -> ImagePath.of(path).name()))
                .orElseThrow(() -> stage.faults()
                        .refuse(
                                options.span("type"),
                                "cannot mount a secret without a name",
                                "id=NAME, or target=PATH"));
        Optional<String> variable = options.text("env");
        Optional<ImagePath> target =
                written.map(path -> stage.config.workingDirectory().cd(path));
        if (target.isEmpty() && !options.has("env")) {
            target = Optional.of(ImagePath.of("/run/secrets/" + id.substring(id.lastIndexOf('/') + 1)));
        }
        return new Mount.Secret(
                id,
                target,
                options.has("env") ? variable.or(() -> Optional.of(id)) : variable,
                options.flag("required", false),
                options.owner(SECRET_MODE));
    }

    private Mount ssh(MountOptions options) {
        ImagePath target = options.text("target")
                .map(path -> stage.config.workingDirectory().cd(path))
                .orElseGet(() -> ImagePath.of("/run/buildkit/ssh_agent." + agents.size()));
        agents.add(target);
        return new Mount.Ssh(
                options.text("id").orElse("default"),
                target,
                options.flag("required", false),
                options.owner(SOCKET_MODE));
    }
}
