package dev.slipway.engine.sandbox;

import dev.slipway.engine.sandbox.StepProcess.Exit;
import dev.slipway.engine.sandbox.bundle.HostTraits;
import dev.slipway.engine.sandbox.bundle.OciRuntime;
import dev.slipway.engine.sandbox.bundle.RuntimeLog;
import dev.slipway.engine.sandbox.bundle.SandboxUser;
import dev.slipway.engine.sandbox.bundle.SpecWriter;
import dev.slipway.engine.sandbox.bundle.StepSpec;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.step.StepException;
import dev.slipway.engine.step.StepInput;
import dev.slipway.engine.store.LayerDraft;
import dev.slipway.engine.store.Store;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.FileNames;
import dev.slipway.plan.graph.ExecSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One run of one step, from the first mount to the last process's end. */
final class StepRun {
    private static final int SHOWN_COMMAND = 200;

    private final ExecSpec spec;
    private final List<StepInput> inputs;
    private final StepContext context;
    private final Machine machine;

    /**
     * What is the same for all steps.
     *
     * @param environment the caller's variables, for secrets
     */
    record Machine(
            OciRuntime runtime,
            HostTraits host,
            BindInputs binds,
            Store store,
            java.util.function.Function<String, Optional<String>> environment) {}

    StepRun(ExecSpec spec, List<StepInput> inputs, StepContext context, Machine machine) {
        this.spec = spec;
        this.inputs = inputs;
        this.context = context;
        this.machine = machine;
    }

    /** Leaves what the step changed in the draft, and nothing else anywhere. */
    Duration run(List<StoredLayer> layers, LayerDraft draft) throws IOException, InterruptedException {
        String id = ControlGroups.newId();
        boolean ended = false;
        try (StepResources resources = new StepResources()) {
            Scratch scratch = new Scratch(draft.workDirectory(), machine.store().overlay());
            resources.hold(scratch);
            StepMounts mounts = mounts(scratch, resources);
            List<StepMounts.Prepared> wanted = new ArrayList<>(network(scratch));
            wanted.addAll(mounts.prepared());
            RootFileSystem root = RootFileSystem.mount(
                    scratch, layers.stream().map(StoredLayer::directory).toList(), draft.directory(), wanted);
            root.makeWorkingDirectory(spec.workingDirectory());
            bundle(root, mounts.environment(), id).write(scratch.make("bundle").resolve("config.json"));
            Duration cpu = run(scratch, id);
            ended = true;
            return cpu;
        } finally {
            if (!ended && machine.host().cgroups()) {
                ControlGroups.remove(id);
            }
        }
    }

    private StepMounts mounts(Scratch scratch, StepResources resources) throws IOException, InterruptedException {
        StepMounts mounts = new StepMounts(spec, inputs, context, scratch);
        mounts.memory();
        mounts.secrets(new SecretValues(context.sandbox(), machine.environment()));
        mounts.agents(new SshAgents(context.sandbox(), scratch, resources));
        mounts.binds(machine.binds());
        mounts.caches(new CacheLeases(machine.store().cacheMounts(), machine.binds(), resources, scratch)
                .lend(spec, inputs, context));
        return mounts;
    }

    private List<StepMounts.Prepared> network(Scratch scratch) throws IOException {
        List<String> options = List.of("rbind", "ro", "nosuid", "noexec", "nodev");
        Path hosts = HostFiles.hosts(
                scratch.directory(), hostname(), spec.isolation().extraHosts());
        Path resolvers = HostFiles.resolvers(scratch.directory());
        return List.of(
                new StepMounts.Prepared(HostFiles.RESOLVERS, false, "bind", resolvers.toString(), options),
                new StepMounts.Prepared(HostFiles.HOSTS, false, "bind", hosts.toString(), options));
    }

    private SpecWriter bundle(RootFileSystem root, List<String> added, String id) {
        SandboxUser user = new UserLookup(root.directory()).find(spec.user());
        StepSpec.Process process = new StepSpec.Process(
                spec.arguments(),
                StepEnvironment.of(spec, added, user),
                spec.workingDirectory().value(),
                user);
        StepSpec.Limits limits = new StepSpec.Limits(
                spec.isolation().network(),
                spec.isolation().insecure(),
                spec.isolation().shmSizeBytes().orElse(StepSpec.DEFAULT_SHM_BYTES),
                spec.isolation().ulimits());
        StepSpec whole = new StepSpec(process, limits, root.directory(), root.mounts(), hostname(), "/" + id);
        return new SpecWriter(whole, machine.host());
    }

    private String hostname() {
        return spec.isolation().hostname().orElse(HostFiles.HOSTNAME);
    }

    private Duration run(Scratch scratch, String id) throws IOException, InterruptedException {
        Path log = scratch.directory().resolve("runtime.log");
        List<String> command = machine.runtime()
                .command(
                        scratch.make("state"),
                        log,
                        scratch.directory().resolve("bundle"),
                        id,
                        machine.host().cgroups());
        Exit exit = new StepProcess(context, scratch.directory()).run(command);
        if (exit.code() == 0) {
            return exit.cpu();
        }
        Optional<String> error = RuntimeLog.error(log);
        throw error.isPresent() ? notStarted(error.get(), exit) : failed(exit);
    }

    private StepException failed(Exit exit) {
        return new StepException(
                StepException.Code.EXIT_CODE,
                "cannot run step: \"" + command() + "\" exited with " + exit.code() + " (expected: 0)",
                new StepException.Facts(Optional.of(exit.code()), exit.lastLines(), Optional.empty(), hint(exit)));
    }

    private StepException notStarted(String error, Exit exit) {
        Optional<Integer> code = RuntimeLog.exitCode(error);
        return new StepException(
                code.isPresent() ? StepException.Code.EXIT_CODE : StepException.Code.NO_RUNTIME,
                "cannot start \"" + command() + "\": " + error,
                new StepException.Facts(
                        code.or(() -> Optional.of(exit.code())),
                        exit.lastLines(),
                        Optional.empty(),
                        code.map(ignored -> "install the program in an earlier step, or check PATH and SHELL")));
    }

    private static Optional<String> hint(Exit exit) {
        if (exit.code() == 137) {
            return Optional.of("give the step more memory or fewer parallel jobs: the kernel may have killed it");
        }
        boolean full = exit.lastLines().stream().anyMatch(line -> line.contains("No space left on device"));
        return full
                ? Optional.of("free space on the store's disk with \"slipway cache prune\", or put the store elsewhere,"
                        + " unless the step wrote to a tmpfs of its own (/dev/shm: --shm-size; a mount: size=)")
                : Optional.empty();
    }

    /** As the user knows it: without the shell around it. */
    private String command() {
        List<String> arguments = spec.arguments();
        boolean shell = arguments.size() == 3 && arguments.get(1).equals("-c");
        String text = shell ? arguments.get(2) : String.join(" ", arguments);
        String line = text.strip().replace('\n', ' ');
        return line.length() <= SHOWN_COMMAND ? line : line.substring(0, SHOWN_COMMAND) + "…";
    }

    /** JSON, and with it every runtime, knows UTF-8 only. */
    static void requireText(String what, String text) {
        byte[] bytes = FileNames.encode(text);
        if (!new String(bytes, java.nio.charset.StandardCharsets.UTF_8).equals(text) || text.indexOf('\0') >= 0) {
            throw new StepException(
                    StepException.Code.UNSUPPORTED,
                    "cannot hand " + what + " to a process: not UTF-8 (expected: UTF-8 without zero bytes)",
                    StepException.Facts.hint("save the text in UTF-8, or hand it over in a file"));
        }
    }
}
