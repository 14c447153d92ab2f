package dev.slipway.engine;

import dev.slipway.engine.export.BuildOutput;
import dev.slipway.engine.export.Exported;
import dev.slipway.engine.export.Exporters;
import dev.slipway.engine.file.FileOps;
import dev.slipway.engine.sandbox.RuncExecutor;
import dev.slipway.engine.solve.Solution;
import dev.slipway.engine.solve.Solver;
import dev.slipway.engine.solve.StepRunners;
import dev.slipway.engine.source.SourceOptions;
import dev.slipway.engine.source.Sources;
import dev.slipway.engine.source.image.BaseImages;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoreMaintenance;
import dev.slipway.engine.store.disk.DiskStore;
import dev.slipway.plan.BuildPlan;
import dev.slipway.plan.DockerfileSource;
import dev.slipway.plan.Planner;
import dev.slipway.plan.progress.BuildListener;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.request.BuildRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;

/**
 * Builds images on this machine: plans, solves, exports, records. Safe for several builds at once, also from several
 * processes on one store.
 */
public final class EmbeddedBuilder implements AutoCloseable {
    private final BuilderOptions options;
    private final DiskStore store;
    private final BuildRecords records;
    private final Semaphore execPermits;

    private EmbeddedBuilder(BuilderOptions options, DiskStore store) {
        this.options = options;
        this.store = store;
        this.records = new BuildRecords(store);
        this.execPermits = new Semaphore(options.parallel().orElseGet(BuilderOptions::defaultParallel), true);
    }

    /** Opens the store; throws {@code StoreException} when it cannot be used. */
    public static EmbeddedBuilder open(BuilderOptions options) {
        return new EmbeddedBuilder(options, DiskStore.open(options.store()));
    }

    /**
     * Builds. Interrupting the calling thread cancels: running steps are killed, nothing half-written stays, and the
     * record says so. A build that cannot be planned leaves no record.
     *
     * @throws dev.slipway.engine.solve.BuildFailedException when a step could not be done
     * @throws dev.slipway.engine.export.ExportException when the result could not be written
     * @throws InterruptedException when cancelled
     */
    public BuildResult build(BuildRequest request, BuildListener listener) throws InterruptedException {
        Clock clock = options.clock();
        Instant started = clock.instant();
        SourceOptions sourceOptions = SourceOptions.of(request, options.dockerConfig(), options.environment(), clock);
        try (Sources sources = Sources.open(store, sourceOptions, listener)) {
            BuildPlan plan = plan(request, sources);
            String id = BuildRecords.newId(started, new SplittableRandom());
            Recorder recorder = new Recorder(id, started, clock, BuildInvocations.of(request, plan), plan);
            return new Build(request, listener, sources, plan, recorder).run();
        }
    }

    private static BuildPlan plan(BuildRequest request, Sources sources) throws InterruptedException {
        try {
            return Planner.plan(request, sources);
        } catch (RuntimeException e) {
            // Sources end early when the build is cancelled, with whatever their library throws then.
            if (Thread.interrupted()) {
                throw cancelled(e);
            }
            throw e;
        }
    }

    private static InterruptedException cancelled(Throwable cause) {
        InterruptedException cancelled = new InterruptedException("build cancelled");
        cancelled.initCause(cause);
        return cancelled;
    }

    /** One build from its plan to its record. */
    private final class Build {
        private final BuildRequest request;
        private final BuildListener listener;
        private final Sources sources;
        private final BuildPlan plan;
        private final Recorder recorder;

        Build(BuildRequest request, BuildListener listener, Sources sources, BuildPlan plan, Recorder recorder) {
            this.request = request;
            this.listener = listener;
            this.sources = sources;
            this.plan = plan;
            this.recorder = recorder;
        }

        BuildResult run() throws InterruptedException {
            try {
                Solution solution = solve();
                List<Exported> outputs = export(solution);
                BuildRecord record = recorder.finish(BuildRecord.Outcome.SUCCEEDED, outputs);
                records.write(record);
                return new BuildResult(record, snapshots(solution), outputs);
            } catch (InterruptedException e) {
                recordEnd(BuildRecord.Outcome.CANCELLED, e);
                throw e;
            } catch (RuntimeException e) {
                // An interrupted read or write ends in the fault of whoever was reading or writing.
                if (Thread.interrupted()) {
                    recordEnd(BuildRecord.Outcome.CANCELLED, e);
                    throw cancelled(e);
                }
                recordEnd(BuildRecord.Outcome.FAILED, e);
                throw e;
            }
        }

        /** A record that cannot be written must not hide why the build ended. */
        private void recordEnd(BuildRecord.Outcome outcome, Exception ended) {
            boolean again = Thread.interrupted();
            try {
                records.write(recorder.finish(outcome, List.of()));
            } catch (RuntimeException e) {
                ended.addSuppressed(e);
            } finally {
                if (again) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private Solution solve() throws InterruptedException {
            try (FileOps files =
                    new FileOps(store, sources, sources, request.image().layers())) {
                return solve(files);
            }
        }

        private Solution solve(FileOps files) throws InterruptedException {
            RuncExecutor executor = new RuncExecutor(store, sources, files, options.runtime(), options.environment());
            Solver solver = new Solver(store, new StepRunners(executor, files, sources), options.clock(), execPermits);
            return solver.solve(
                    plan.graphs().stream().map(BuildPlan.PlatformGraph::graph).toList(),
                    new Solver.Session(
                            listener,
                            request.sandbox(),
                            new RecordedCauses(records, recorder, store.memos()),
                            recorder));
        }

        private List<Snapshot> snapshots(Solution solution) {
            return plan.graphs().stream()
                    .map(graph -> solution.of(graph.graph().result()).snapshot())
                    .toList();
        }

        private List<Exported> export(Solution solution) throws InterruptedException {
            if (request.outputs().isEmpty()) {
                return List.of();
            }
            List<BuildOutput.PlatformOutput> platforms = plan.graphs().stream()
                    .map(graph -> new BuildOutput.PlatformOutput(graph.platform(), graph.graph()))
                    .toList();
            return new Exporters(
                            store,
                            sources,
                            sources,
                            new Exporters.Surroundings(
                                    listener,
                                    request.sandbox(),
                                    options.clock(),
                                    options.standardOutput(),
                                    sources::registry))
                    .export(
                            new BuildOutput(platforms, plan.multiPlatform(), solution, request.image()),
                            request.outputs());
        }
    }

    /** The Dockerfile of a request, read and parsed but not planned ({@code --call}). */
    public DockerfileSource dockerfile(BuildRequest request) {
        SourceOptions sourceOptions =
                SourceOptions.of(request, options.dockerConfig(), options.environment(), options.clock());
        try (Sources sources = Sources.open(store, sourceOptions, BuildListener.NONE)) {
            return DockerfileSource.read(request.sources(), sources);
        }
    }

    /** @param pull whether registries are asked although it is known what a name meant before */
    public BaseConfigs baseConfigs(boolean pull) {
        return new BaseConfigs(new BaseImages(
                store,
                new BaseImages.Surroundings(
                        pull, options.dockerConfig(), options.environment(), BuildListener.NONE, options.clock())));
    }

    public ImageStore images() {
        return new StoredImages(store, options.clock());
    }

    /** Newest first. */
    public List<BuildRecord> records() {
        return records.list();
    }

    /** By id or by a prefix that only one has. */
    public Optional<BuildRecord> record(String id) {
        return records.find(id);
    }

    /** Usage and pruning of the store. */
    public StoreMaintenance maintenance() {
        return store.maintenance();
    }

    public Store store() {
        return store;
    }

    @Override
    public void close() {
        store.close();
    }
}
