package dev.slipway.engine.export;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.engine.solve.Solution;
import dev.slipway.engine.solve.Solved;
import dev.slipway.engine.source.BaseBlobs;
import dev.slipway.engine.store.KnownDigests;
import dev.slipway.engine.store.LayerDraft;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.Platform;
import dev.slipway.image.registry.RegistryClient;
import dev.slipway.plan.graph.BuildGraph;
import dev.slipway.plan.graph.ImageTemplate;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.graph.VertexNotes;
import dev.slipway.plan.progress.BuildListener;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.request.ExportTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A build whose steps are done: layers that a test wrote, and an image over them. */
final class TestBuild {
    static final Instant MADE = Instant.parse("2024-05-01T12:00:00Z");

    private final Store store;
    private final List<PlatformSteps> platforms = new ArrayList<>();
    private final Map<Digest, Solved> results = new HashMap<>();
    private BuildRequest.ImageSettings settings = BuildRequest.ImageSettings.NONE;
    private Supplier<RegistryClient> registry = () -> {
        throw new AssertionError("a registry is asked");
    };

    private static final class PlatformSteps {
        private final Platform platform;
        private final List<ImageTemplate.HistoryStep> steps = new ArrayList<>();
        private Snapshot snapshot = Snapshot.EMPTY;
        private Vertex last = Vertex.of(new Op.Scratch(), List.of());

        PlatformSteps(Platform platform) {
            this.platform = platform;
        }
    }

    /** Puts files into a layer directory. */
    @FunctionalInterface
    interface Files {
        void write(Path directory) throws IOException;
    }

    TestBuild(Store store) {
        this.store = store;
    }

    TestBuild platform(String platform) {
        platforms.add(new PlatformSteps(Platform.parse(platform)));
        return this;
    }

    TestBuild settings(BuildRequest.ImageSettings changed) {
        settings = changed;
        return this;
    }

    /** A step of the platform begun last. */
    TestBuild step(String createdBy, Files files) throws IOException {
        List<LayerId> added = new ArrayList<>();
        try (LayerDraft draft = store.layers().begin()) {
            files.write(draft.directory());
            draft.commit(KnownDigests.NONE).map(StoredLayer::id).ifPresent(added::add);
        }
        PlatformSteps platform = platforms.getLast();
        platform.snapshot = platform.snapshot.plus(added);
        platform.last = Vertex.of(
                new Op.Context(
                        createdBy + platform.platform,
                        new ContextSpec.Directory(Path.of("/")),
                        dev.slipway.plan.graph.Exclusions.NONE),
                List.of(platform.last));
        results.put(platform.last.digest(), new Solved(platform.snapshot, added, Optional.of(MADE)));
        platform.steps.add(new ImageTemplate.HistoryStep(Optional.of(platform.last.digest()), createdBy, ""));
        return this;
    }

    BuildOutput output() {
        List<BuildOutput.PlatformOutput> outputs = platforms.stream()
                .map(platform -> new BuildOutput.PlatformOutput(platform.platform, graph(platform)))
                .toList();
        return new BuildOutput(outputs, outputs.size() > 1, new Solution(results), settings);
    }

    private static BuildGraph graph(PlatformSteps platform) {
        VertexNotes notes = new VertexNotes("step", "stage#1", Optional.empty(), List.of(), false);
        return new BuildGraph(
                List.of(platform.last),
                Map.of(platform.last.digest(), notes),
                platform.last,
                new ImageTemplate(ImageConfig.scratch(platform.platform), platform.steps),
                new SourceText("Dockerfile", ""));
    }

    TestBuild registry(Supplier<RegistryClient> client) {
        registry = client;
        return this;
    }

    List<Exported> export(ExportTarget... targets) throws InterruptedException {
        return export(OutputStream.nullOutputStream(), targets);
    }

    List<Exported> export(OutputStream standardOutput, ExportTarget... targets) throws InterruptedException {
        return new Exporters(
                        store,
                        NoBase.INSTANCE,
                        (snapshot, context) -> snapshot.layers().stream()
                                .map(layer -> store.layers().find(layer).orElseThrow())
                                .toList(),
                        new Exporters.Surroundings(
                                BuildListener.NONE,
                                BuildRequest.SandboxRules.DEFAULT,
                                Clock.fixed(MADE.plusSeconds(1000), ZoneOffset.UTC),
                                standardOutput,
                                registry))
                .export(output(), List.of(targets));
    }

    /** No base images. */
    private enum NoBase implements BaseBlobs {
        INSTANCE;

        @Override
        public Optional<dev.slipway.image.Descriptor> descriptor(LayerId layer) {
            return Optional.empty();
        }

        @Override
        public Optional<dev.slipway.image.ImageReference> repository(LayerId layer) {
            return Optional.empty();
        }

        @Override
        public Path blob(LayerId layer) {
            throw new AssertionError(layer + " fetched");
        }
    }
}
