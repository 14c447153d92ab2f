package dev.slipway.plan.stage;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import dev.slipway.image.Platform;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.request.Redaction;
import dev.slipway.plan.source.ResolvedImage;
import dev.slipway.plan.source.SourceAccess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Resolves the images that stages refer to: each once per platform, those that are not yet known at the same time, on
 * virtual threads.
 */
public final class BaseImages {
    private final Dockerfile dockerfile;
    private final SourceAccess access;
    private final Map<Wanted, ResolvedImage> resolved = new ConcurrentHashMap<>();

    public BaseImages(Dockerfile dockerfile, SourceAccess access) {
        this.dockerfile = dockerfile;
        this.access = access;
    }

    private record Wanted(ContextSpec.ImageOrigin origin, Platform platform) {}

    /** Where an image is first asked for. */
    private record Asker(TreeRef.OfImage reference, int stage, SourceText source, Span span, String what) {}

    /** An image that {@link #resolveAll} has resolved. */
    public ResolvedImage get(TreeRef.OfImage reference, Platform platform) {
        ResolvedImage found = resolved.get(new Wanted(reference.origin(), platform));
        if (found == null) {
            throw new IllegalStateException(reference + " for " + platform + " was never asked for");
        }
        return found;
    }

    /**
     * Resolves every image that the target needs, and puts their ONBUILD triggers into the stages that start from them,
     * until no trigger asks for more.
     *
     * @return the stages that the target needs
     */
    public List<Integer> resolveAll(StageTable table, int target, Platform platform) {
        while (true) {
            List<Integer> reachable = List.copyOf(table.reachable(target));
            resolve(wanted(table, reachable, platform));
            boolean more = false;
            for (int index : reachable) {
                StageNode node = table.node(index);
                if (!node.replaced() && node.base() instanceof TreeRef.OfImage image) {
                    ResolvedImage base = get(image, node.platform().orElse(platform));
                    more |= table.addTriggers(index, base.config().runtime().onBuild());
                }
            }
            if (!more) {
                return reachable;
            }
        }
    }

    private Map<Wanted, Asker> wanted(StageTable table, List<Integer> reachable, Platform platform) {
        Map<Wanted, Asker> wanted = new LinkedHashMap<>();
        for (int index : reachable) {
            StageNode node = table.node(index);
            if (node.base() instanceof TreeRef.OfImage image) {
                Span span = node.stage().from().image().span();
                wanted.putIfAbsent(
                        new Wanted(image.origin(), node.platform().orElse(platform)),
                        new Asker(image, index, table.source(), span, "FROM"));
            }
            for (StageInstruction instruction : node.instructions()) {
                for (TreeRef reference : table.references(node, instruction)) {
                    if (reference instanceof TreeRef.OfImage image) {
                        wanted.putIfAbsent(
                                new Wanted(image.origin(), platform),
                                new Asker(
                                        image,
                                        index,
                                        dockerfile.source(),
                                        instruction.shown(),
                                        instruction.instruction().keyword()));
                    }
                }
            }
        }
        wanted.keySet().removeAll(resolved.keySet());
        return wanted;
    }

    private void resolve(Map<Wanted, Asker> wanted) {
        if (wanted.size() == 1) {
            wanted.forEach((want, asker) -> resolved.put(want, resolve(want, asker)));
            return;
        }
        List<FutureTask<ResolvedImage>> tasks = new ArrayList<>();
        wanted.forEach((want, asker) -> {
            FutureTask<ResolvedImage> task = new FutureTask<>(() -> resolve(want, asker));
            Thread.ofVirtual().name("resolve " + want.platform()).start(task);
            tasks.add(task);
        });
        int next = 0;
        try {
            for (Wanted want : wanted.keySet()) {
                resolved.put(want, join(tasks.get(next++)));
            }
        } finally {
            tasks.forEach(task -> task.cancel(true));
        }
    }

    private static ResolvedImage join(FutureTask<ResolvedImage> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException known -> throw known;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException("resolving failed in an unknown way", e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.util.concurrent.CancellationException("planning was interrupted");
        }
    }

    private ResolvedImage resolve(Wanted want, Asker asker) {
        try {
            return access.resolve(want.origin(), want.platform());
        } catch (RuntimeException e) {
            String name = Redaction.address(asker.reference().written());
            throw new PlanException(
                    PlanException.Code.CANNOT_RESOLVE,
                    new PlanException.Position(asker.source(), asker.span()),
                    "cannot resolve \"" + name + "\" of " + asker.what() + ": " + e.getMessage(),
                    hint(asker, name),
                    e);
        }
    }

    /** A mistyped stage name is an image reference too, and then nobody has that image. */
    private Optional<String> hint(Asker asker, String name) {
        return SourceRefs.suggestion(dockerfile, asker.stage(), name);
    }
}
