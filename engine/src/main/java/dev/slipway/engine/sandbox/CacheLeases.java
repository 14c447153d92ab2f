package dev.slipway.engine.sandbox;

import dev.slipway.engine.linux.Metadata;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.step.StepException;
import dev.slipway.engine.step.StepInput;
import dev.slipway.engine.store.CacheMounts;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.graph.ExecSpec.Sharing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The cache directories of one step. Each id is lent once, in the order of ids, so that two steps that want the same
 * locked caches cannot wait for each other.
 */
final class CacheLeases {
    private final CacheMounts caches;
    private final BindInputs binds;
    private final StepResources resources;
    private final Scratch scratch;

    CacheLeases(CacheMounts caches, BindInputs binds, StepResources resources, Scratch scratch) {
        this.caches = caches;
        this.binds = binds;
        this.resources = resources;
        this.scratch = scratch;
    }

    /** The directory of each id. */
    Map<String, Path> lend(ExecSpec spec, List<StepInput> inputs, StepContext context)
            throws IOException, InterruptedException {
        List<ExecSpec.Mount.Cache> wanted = new ArrayList<>();
        for (ExecSpec.Mount mount : spec.mounts()) {
            if (mount instanceof ExecSpec.Mount.Cache cache) {
                wanted.add(cache);
            }
        }
        // The strictest use of an id comes first.
        wanted.sort(Comparator.comparing(ExecSpec.Mount.Cache::id)
                .thenComparing(cache -> strictness(cache.sharing()), Comparator.reverseOrder()));
        Map<String, Path> directories = new HashMap<>();
        for (ExecSpec.Mount.Cache cache : wanted) {
            if (!directories.containsKey(cache.id())) {
                directories.put(cache.id(), lend(cache, inputs, context));
            }
        }
        return directories;
    }

    private Path lend(ExecSpec.Mount.Cache cache, List<StepInput> inputs, StepContext context)
            throws IOException, InterruptedException {
        Optional<Path> seed = Optional.empty();
        if (cache.seed().isPresent()) {
            seed = Optional.of(seed(cache.seed().get(), inputs, context));
        }
        Optional<Path> from = seed;
        CacheMounts.Lease lease = caches.lease(cache.id(), cache.sharing(), directory -> {
            if (from.isPresent()) {
                copy(from.get(), directory);
            }
            ExecSpec.Ownership owner = cache.owner();
            Metadata.chown(Place.of(directory), owner.uid(), owner.gid());
            Metadata.chmod(Place.of(directory), owner.mode());
        });
        resources.hold(lease::close);
        return lease.directory();
    }

    private Path seed(ExecSpec.Seed seed, List<StepInput> inputs, StepContext context)
            throws IOException, InterruptedException {
        BindInputs.Located located = binds.locate(seed.input(), seed.source(), inputs, context);
        RootedPaths view = new RootedPaths(scratch.view(located.layers(), false));
        ImagePath path = view.resolve(located.path());
        if (!view.isDirectory(path)) {
            throw new StepException(
                    StepException.Code.MISSING_SOURCE,
                    "cannot fill cache mount: no directory \"" + seed.source() + "\" (expected: a directory)",
                    StepException.Facts.hint("check from= and source= of the mount"));
        }
        return view.real(path);
    }

    /** Owners, links, attributes and holes included; shares blocks where the file system can. */
    private static void copy(Path from, Path to) throws IOException {
        ProcessBuilder copy = new ProcessBuilder("cp", "-a", "--reflink=auto", "--", from + "/.", to.toString());
        copy.redirectErrorStream(true);
        Process process = Spawner.start(copy);
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(1, TimeUnit.HOURS) || process.exitValue() != 0) {
                throw new IOException("cannot copy the first content of a cache mount: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("copying the first content of a cache mount");
        } finally {
            process.destroyForcibly();
        }
    }

    private static int strictness(Sharing sharing) {
        return switch (sharing) {
            case SHARED -> 0;
            case PRIVATE -> 1;
            case LOCKED -> 2;
        };
    }
}
