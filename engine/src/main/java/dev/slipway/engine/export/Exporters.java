package dev.slipway.engine.export;

import dev.slipway.engine.source.BaseBlobs;
import dev.slipway.engine.source.progress.Progress;
import dev.slipway.engine.step.Materialiser;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.store.Store;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.image.registry.RegistryClient;
import dev.slipway.plan.progress.BuildEvent;
import dev.slipway.plan.progress.BuildListener;
import dev.slipway.plan.record.CacheOutcome;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.ExportTarget;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Writes a solved build to where the request wants it, one target after the other. A target that fails is left as it
 * was. Each export is a step beside the graph for the listener.
 */
public final class Exporters {
    private final Store store;
    private final BaseBlobs base;
    private final Materialiser materialiser;
    private final Surroundings surroundings;

    /**
     * What exports need besides the store.
     *
     * @param registry makes the client for pushes when the first needs it
     */
    public record Surroundings(
            BuildListener listener,
            BuildRequest.SandboxRules sandbox,
            Clock clock,
            OutputStream standardOutput,
            Supplier<RegistryClient> registry) {}

    public Exporters(Store store, BaseBlobs base, Materialiser materialiser, Surroundings surroundings) {
        this.store = store;
        this.base = base;
        this.materialiser = materialiser;
        this.surroundings = surroundings;
    }

    /**
     * @return one for each target, in their order
     * @throws ExportException when a target cannot be written
     */
    public List<Exported> export(BuildOutput build, List<ExportTarget> targets) throws InterruptedException {
        Images images =
                new Images(build, new BlobMaker(store, base, build.settings().layers()));
        List<Exported> exported = new ArrayList<>();
        for (ExportTarget target : targets) {
            exported.add(reported(target, images));
        }
        return exported;
    }

    private Exported reported(ExportTarget target, Images images) throws InterruptedException {
        String name = "exporting to " + describe(target);
        Digest step = Digest.of(name.getBytes(StandardCharsets.UTF_8));
        Clock clock = surroundings.clock();
        BuildListener listener = surroundings.listener();
        listener.on(new BuildEvent.VertexStarted(clock.instant(), step, name));
        boolean done = false;
        String problem = "cancelled";
        try {
            Exported exported = write(target, images, step);
            done = true;
            return exported;
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            // A closed channel leaves the flag, which the exception stands for.
            Thread.interrupted();
            throw new InterruptedException("export cancelled");
        } catch (IOException e) {
            ExportException fault = ExportException.io("export to " + describe(target), e);
            problem = String.valueOf(fault.getMessage());
            throw fault;
        } catch (RuntimeException e) {
            problem = String.valueOf(e.getMessage());
            throw e;
        } finally {
            listener.on(
                    done
                            ? new BuildEvent.VertexCompleted(clock.instant(), step, new CacheOutcome.NotCached())
                            : new BuildEvent.VertexFailed(clock.instant(), step, problem, problem.equals("cancelled")));
        }
    }

    private void warn(Digest step, String text) {
        surroundings
                .listener()
                .on(new BuildEvent.VertexWarning(surroundings.clock().instant(), step, text));
    }

    private ImageDocuments image(ExportTarget.ImageOptions options, Images images, Digest step)
            throws InterruptedException {
        if (options.rewriteTimestamps()
                && images.build.settings().sourceDateEpoch().isEmpty()) {
            warn(step, "rewrite-timestamp=true has no effect without SOURCE_DATE_EPOCH");
        }
        return images.make(options);
    }

    private Exported write(ExportTarget target, Images images, Digest step) throws IOException, InterruptedException {
        OutputStream out = surroundings.standardOutput();
        return switch (target) {
            case ExportTarget.ToStore to -> {
                ImageDocuments image = image(to.options(), images, step);
                List<ImageReference> names = images.build.names(to.options());
                new StoreExporter(store, images.blobs, surroundings.clock()).export(image, names);
                yield exported(target, image, names);
            }
            case ExportTarget.ToRegistry to -> push(to, images, step);
            case ExportTarget.ToLayout to -> {
                ImageDocuments image = image(to.options(), images, step);
                List<ImageReference> names = images.build.names(to.options());
                new LayoutExporter(images.blobs, out).export(to, image, names);
                yield exported(target, image, names);
            }
            case ExportTarget.ToDockerArchive to -> {
                ImageDocuments image = image(to.options(), images, step);
                List<ImageReference> names = images.build.names(to.options());
                new DockerArchiveExporter(images.blobs, out).export(to, image, names);
                yield exported(target, image, names);
            }
            case ExportTarget.ToDirectory to -> {
                new DirectoryExporter(rootFileSystems(step))
                        .export(to, images.build)
                        .forEach(text -> warn(step, text));
                yield new Exported(target, Optional.empty());
            }
            case ExportTarget.ToTar to -> {
                new TarExporter(rootFileSystems(step), out).export(to, images.build);
                yield new Exported(target, Optional.empty());
            }
        };
    }

    private Exported push(ExportTarget.ToRegistry to, Images images, Digest step)
            throws IOException, InterruptedException {
        List<ImageReference> names = images.build.names(to.options());
        if (names.isEmpty()) {
            throw ExportException.badValue("cannot push an image without a name (expected: a tag, or name=)");
        }
        ImageDocuments image = image(to.options(), images, step);
        if (to.store()) {
            new StoreExporter(store, images.blobs, surroundings.clock()).export(image, names);
        }
        RegistryExporter exporter = new RegistryExporter(
                images.blobs,
                new PushedBlobs(base, store.memos()),
                surroundings.registry().get(),
                item -> new Progress(item, step, surroundings.listener(), surroundings.clock()));
        List<Exported.Push> pushes = exporter.export(image, names);
        return new Exported(to, exported(to, image, names).image(), pushes);
    }

    private RootFileSystems rootFileSystems(Digest step) {
        StepContext context =
                new StepContext(step, surroundings.listener(), surroundings.sandbox(), surroundings.clock());
        return new RootFileSystems(store, materialiser, context);
    }

    private static Exported exported(ExportTarget target, ImageDocuments image, List<ImageReference> names) {
        return new Exported(
                target,
                Optional.of(new Exported.Image(
                        image.root(),
                        image.config(),
                        names.stream().map(ImageReference::toString).toList(),
                        image.savings(),
                        image.built())));
    }

    private static String describe(ExportTarget target) {
        return switch (target) {
            case ExportTarget.ToStore to -> "image store";
            case ExportTarget.ToRegistry to ->
                to.options().names().isEmpty()
                        ? "registry"
                        : "registry " + String.join(", ", to.options().names());
            case ExportTarget.ToLayout to -> "oci layout " + describe(to.destination());
            case ExportTarget.ToDockerArchive to -> "docker archive " + describe(to.destination());
            case ExportTarget.ToDirectory to -> "directory " + to.directory();
            case ExportTarget.ToTar to -> "tar " + describe(to.destination());
        };
    }

    private static String describe(ExportTarget.Destination destination) {
        return switch (destination) {
            case ExportTarget.Destination.ToFile to -> to.path().toString();
            case ExportTarget.Destination.ToStandardOutput to -> "on standard output";
        };
    }

    /** The build's image for each way of writing it that a target asks for, made once. */
    private static final class Images {
        private final BuildOutput build;
        private final BlobMaker blobs;
        private final Map<ExportTarget.ImageOptions, ImageDocuments> made = new HashMap<>();

        Images(BuildOutput build, BlobMaker blobs) {
            this.build = build;
            this.blobs = blobs;
        }

        ImageDocuments make(ExportTarget.ImageOptions options) throws InterruptedException {
            ExportTarget.ImageOptions unnamed = new ExportTarget.ImageOptions(
                    options.compression(),
                    options.level(),
                    options.forceCompression(),
                    options.rewriteTimestamps(),
                    List.of(),
                    options.ociMediaTypes());
            ImageDocuments known = made.get(unnamed);
            if (known == null) {
                known = new ImageMaker(build, blobs).make(options);
                made.put(unnamed, known);
            }
            return known;
        }
    }
}
