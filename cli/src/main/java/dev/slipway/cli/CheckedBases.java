package dev.slipway.cli;

import dev.slipway.advise.check.KnownBases;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.engine.BaseConfigs;
import dev.slipway.engine.EmbeddedBuilder;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageException;
import dev.slipway.image.Limits;
import dev.slipway.image.Platform;
import dev.slipway.image.layout.OciLayout;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.request.ContextSpec.ImageOrigin;
import dev.slipway.plan.stage.GlobalScope;
import dev.slipway.plan.stage.NamedContexts;
import dev.slipway.plan.stage.PlatformPair;
import dev.slipway.plan.stage.StageNode;
import dev.slipway.plan.stage.StageTable;
import dev.slipway.plan.stage.TreeRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Base images of a check. {@code slipway check} takes what is at hand and asks nobody: layouts of {@code --build-context},
 * images of the local store, what names meant when a build resolved them. {@code slipway build --check} resolves as a
 * build does, and keeps what could not be resolved as faults. Nothing is opened before a rule asks.
 */
final class CheckedBases implements KnownBases, AutoCloseable {
    private final Dockerfile dockerfile;
    private final Asked asked;
    private final Session session;
    private final Optional<StoreAtHand> store;
    private final boolean resolving;
    private final List<RuntimeException> faults = new ArrayList<>();
    private @Nullable StageTable table;
    private Set<Integer> wanted = Set.of();
    private final Map<Wanted, Optional<ImageConfig>> found = new HashMap<>();
    private @Nullable EmbeddedBuilder builder;
    private @Nullable BaseConfigs configs;

    private record Wanted(ImageOrigin origin, Platform platform) {}

    private record Asked(
            Optional<String> target,
            Map<String, String> arguments,
            Optional<Platform> platform,
            Map<String, ContextSpec> contexts,
            boolean pull) {}

    private CheckedBases(
            Dockerfile dockerfile, Asked asked, Session session, Optional<StoreAtHand> store, boolean resolving) {
        this.store = store;
        this.dockerfile = dockerfile;
        this.asked = asked;
        this.session = session;
        this.resolving = resolving;
    }

    /** @param store stays open */
    static CheckedBases atHand(
            Dockerfile dockerfile,
            Map<String, String> arguments,
            Map<String, ContextSpec> contexts,
            Session session,
            StoreAtHand store) {
        Asked asked = new Asked(Optional.empty(), arguments, Optional.empty(), contexts, false);
        return new CheckedBases(dockerfile, asked, session, Optional.of(store), false);
    }

    /** Of the stages that the target needs; of all when none is named, as with BuildKit. */
    static CheckedBases resolving(Dockerfile dockerfile, BuildRequest request, Session session) {
        Asked asked = new Asked(
                request.target(),
                request.buildArguments(),
                request.platforms().stream().findFirst(),
                request.sources().namedContexts(),
                request.cache().pull());
        return new CheckedBases(dockerfile, asked, session, Optional.empty(), true);
    }

    /** Why bases that were asked for are not known; always empty for what was only looked for at hand. */
    List<RuntimeException> faults() {
        return List.copyOf(faults);
    }

    @Override
    public synchronized Optional<Base> of(int stage) {
        try {
            StageTable stages = table();
            if (!wanted.contains(stage)) {
                return Optional.empty();
            }
            StageNode node = stages.node(stage);
            if (!(node.base() instanceof TreeRef.OfImage(ImageOrigin origin, String written, String ignored))) {
                return Optional.empty();
            }
            Platform platform = node.platform().orElseGet(this::target);
            return config(origin, written, platform).map(config -> new Base(written, platform, config));
        } catch (PlanException | DockerfileException e) {
            // What is wrong with the file is the rules' business, or the next build's.
            return Optional.empty();
        }
    }

    private Platform target() {
        return asked.platform().orElseGet(Platform::host);
    }

    private StageTable table() {
        StageTable made = table;
        if (made == null) {
            PlatformPair platforms = new PlatformPair(Platform.host(), target(), true);
            GlobalScope globals = GlobalScope.of(
                    dockerfile, asked.arguments(), platforms, asked.target().orElse(""));
            made = new StageTable(dockerfile, globals, new NamedContexts(asked.contexts()), platforms);
            wanted = asked.target().isPresent()
                    ? made.reachable(
                            StageTable.target(dockerfile, asked.target()).index())
                    : new HashSet<>(
                            dockerfile.stages().stream().map(one -> one.index()).toList());
            table = made;
        }
        return made;
    }

    /** Two stages of one base ask once. */
    private Optional<ImageConfig> config(ImageOrigin origin, String written, Platform platform) {
        Wanted asked = new Wanted(origin, platform);
        Optional<ImageConfig> before = found.get(asked);
        if (before == null) {
            before = resolving ? resolve(origin, written, platform) : known(origin, platform);
            found.put(asked, before);
        }
        return before;
    }

    private Optional<ImageConfig> resolve(ImageOrigin origin, String written, Platform platform) {
        try {
            return Optional.of(configs().orElseThrow().resolve(origin, platform));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (RuntimeException e) {
            faults.add(new PlanException(
                    PlanException.Code.CANNOT_RESOLVE,
                    "cannot resolve \"" + written + "\" of FROM: " + e.getMessage(),
                    Optional.empty()));
            return Optional.empty();
        }
    }

    private Optional<ImageConfig> known(ImageOrigin origin, Platform platform) {
        if (origin instanceof ImageOrigin.Layout layout) {
            return inLayout(layout, platform);
        }
        return configs().flatMap(known -> known.known(origin, platform));
    }

    /** Without a store, which a check does not make. */
    private static Optional<ImageConfig> inLayout(ImageOrigin.Layout layout, Platform platform) {
        String name = layout.digest().map(Object::toString).or(layout::tag).orElse("");
        try {
            return Optional.of(OciLayout.open(layout.directory(), Limits.DEFAULT)
                    .image(name)
                    .config(platform));
        } catch (IOException | ImageException e) {
            return Optional.empty();
        }
    }

    private Optional<BaseConfigs> configs() {
        BaseConfigs known = configs;
        if (known == null && store.isPresent()) {
            known = store.get()
                    .builder()
                    .map(opened -> opened.baseConfigs(asked.pull()))
                    .orElse(null);
        } else if (known == null && resolving) {
            builder = EmbeddedBuilder.open(session.builderOptions(OptionalInt.empty()));
            known = builder.baseConfigs(asked.pull());
        }
        configs = known;
        return Optional.ofNullable(known);
    }

    @Override
    public void close() {
        if (configs != null) {
            configs.close();
        }
        if (builder != null) {
            builder.close();
        }
    }
}
