package dev.slipway.engine.sandbox;

import dev.slipway.engine.sandbox.bundle.HostTraits;
import dev.slipway.engine.sandbox.bundle.OciRuntime;
import dev.slipway.engine.step.ExecRunner;
import dev.slipway.engine.step.FileRunner;
import dev.slipway.engine.step.Materialiser;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.step.StepException;
import dev.slipway.engine.step.StepInput;
import dev.slipway.engine.store.KnownDigests;
import dev.slipway.engine.store.LayerDraft;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoreException;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.engine.tree.MergedTree;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.request.BuildRequest.Entitlement;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs steps with an OCI runtime (runc or crun) over an overlay mount of the snapshot's layers (OCI runtime-spec 1.0.2).
 *
 * <p>Needs a mount namespace of its own: the launcher makes one. Everything that a step is given lives in a tmpfs of
 * that namespace, and its processes are in a process-id namespace whose first one dies with this process, so that
 * nothing is left when Slipway is killed. In a user namespace, where the process is root only of what it may map, steps
 * have no control groups and see the machine's {@code /sys}.
 *
 * <p>Safe for many threads; does not limit how many steps run at once.
 */
public final class RuncExecutor implements ExecRunner {
    private final Store store;
    private final Materialiser materialiser;
    private final BindInputs binds;
    private final Optional<Path> runtime;
    private final Function<String, Optional<String>> environment;
    private volatile StepRun.@Nullable Machine machine;

    /**
     * @param files makes layers of what mounts show of build contexts
     * @param runtime path or name of runc or crun; empty to search for one at the first step
     * @param environment the caller's variables, for secrets
     */
    public RuncExecutor(
            Store store,
            Materialiser materialiser,
            FileRunner files,
            Optional<Path> runtime,
            Function<String, Optional<String>> environment) {
        this.store = store;
        this.materialiser = materialiser;
        this.binds = new BindInputs(store.layers(), store.memos(), materialiser, files);
        this.runtime = runtime;
        this.environment = environment;
    }

    @Override
    public List<CacheKey.KeyPart> keyParts(ExecSpec spec, List<StepInput> inputs, StepContext context)
            throws InterruptedException {
        List<CacheKey.KeyPart> parts = new ArrayList<>();
        for (ExecSpec.Mount mount : spec.mounts()) {
            switch (mount) {
                case ExecSpec.Mount.Bind bind ->
                    parts.addAll(binds.keyParts(bind.input(), bind.source(), inputs, context));
                case ExecSpec.Mount.Cache cache -> {
                    if (cache.seed().isPresent()) {
                        ExecSpec.Seed seed = cache.seed().get();
                        parts.addAll(binds.keyParts(seed.input(), seed.source(), inputs, context));
                    }
                }
                case ExecSpec.Mount.Tmpfs ignored -> {}
                case ExecSpec.Mount.Secret ignored -> {}
                case ExecSpec.Mount.Ssh ignored -> {}
            }
        }
        return parts;
    }

    @Override
    public Outcome run(ExecSpec spec, Snapshot root, List<StepInput> inputs, StepContext context)
            throws InterruptedException {
        requireEntitlement(spec, context);
        spec.arguments().forEach(argument -> StepRun.requireText("the command", argument));
        StepRun.Machine on = machine();
        List<StoredLayer> layers = materialiser.materialise(root, context);
        try (LayerDraft draft = store.layers().begin()) {
            RootDirectory.carry(MergedTree.of(layers, store.layers()), draft.directory());
            var cpu = new StepRun(spec, inputs, context, on).run(layers, draft);
            return new Outcome(draft.commit(KnownDigests.NONE), cpu);
        } catch (ClosedByInterruptException | InterruptedIOException e) {
            InterruptedException interrupted = new InterruptedException("step was cancelled");
            interrupted.initCause(e);
            throw interrupted;
        } catch (IOException e) {
            throw StoreException.io("prepare step", e);
        } catch (UncheckedIOException e) {
            throw StoreException.io("prepare step", e.getCause());
        }
    }

    private static void requireEntitlement(ExecSpec spec, StepContext context) {
        boolean allowed = context.sandbox().entitlements().contains(Entitlement.SECURITY_INSECURE);
        if (spec.isolation().insecure() && !allowed) {
            throw new StepException(
                    StepException.Code.UNSUPPORTED,
                    "cannot run step with --security=insecure: not allowed (expected: the entitlement \""
                            + Entitlement.SECURITY_INSECURE.flag() + "\")",
                    StepException.Facts.hint("allow it: --allow " + Entitlement.SECURITY_INSECURE.flag()));
        }
    }

    /** Looks for the runtime once; nothing of it when no step runs. */
    private StepRun.Machine machine() {
        StepRun.Machine known = machine;
        if (known == null) {
            OciRuntime found = OciRuntime.find(runtime);
            HostTraits host = HostTraits.read();
            if (host.cgroups()) {
                ControlGroups.sweep();
            }
            known = new StepRun.Machine(found, host, binds, store, environment);
            machine = known;
        }
        return known;
    }
}
