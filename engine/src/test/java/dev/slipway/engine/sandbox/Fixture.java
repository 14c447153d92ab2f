package dev.slipway.engine.sandbox;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.step.ExecRunner;
import dev.slipway.engine.step.FileRunner;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.step.StepInput;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.CacheKey;
import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.progress.BuildEvent;
import dev.slipway.plan.request.BuildRequest.SandboxRules;
import dev.slipway.plan.request.NetworkMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A busybox root file system in a store of plain directories, and steps on it. */
final class Fixture implements AutoCloseable {
    final Path directory;
    final PlainStore store;
    final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final List<Path> layers = new ArrayList<>();
    private Optional<Path> machine = Optional.empty();
    SandboxRules rules = SandboxRules.DEFAULT;
    Map<String, String> environment = Map.of();
    FileRunner files = new NoFiles();
    Optional<Path> runtime = Optional.empty();

    Fixture() throws IOException {
        this(Files.createTempDirectory("slipway-sandbox"));
    }

    Fixture(Path directory) throws IOException {
        this.directory = directory;
        store = new PlainStore(directory.resolve("store"));
        layer(base -> {
            Files.createDirectories(base.resolve("bin"));
            Files.createDirectories(base.resolve("etc"));
            Files.createDirectories(base.resolve("tmp"));
            Files.copy(Path.of("/bin/busybox"), base.resolve("bin/busybox"), StandardCopyOption.COPY_ATTRIBUTES);
            for (String applet : List.of(
                    "sh",
                    "ls",
                    "cat",
                    "id",
                    "echo",
                    "mkdir",
                    "rm",
                    "sleep",
                    "stat",
                    "touch",
                    "env",
                    "head",
                    "dd",
                    "ip",
                    "mount",
                    "chmod",
                    "chown",
                    "grep",
                    "wc",
                    "setsid",
                    "mknod",
                    "find",
                    "hostname",
                    "ulimit",
                    "df",
                    "yes",
                    "true",
                    "nc")) {
                Files.createSymbolicLink(base.resolve("bin").resolve(applet), Path.of("busybox"));
            }
            Files.writeString(
                    base.resolve("etc/passwd"),
                    "root:x:0:0:root:/root:/bin/sh\nworker:x:1000:1001::/home/worker:/bin/sh\n");
            Files.writeString(base.resolve("etc/group"), "root:x:0:\nwork:x:1001:\nvideo:x:44:other,worker\n");
        });
    }

    /** Fills a directory. */
    @FunctionalInterface
    interface Filler {
        void fill(Path directory) throws IOException;
    }

    /** Adds a layer on top of the base. */
    void layer(Filler filler) throws IOException {
        Path layer = Files.createDirectories(store.root().resolve("layers/base" + layers.size()));
        filler.fill(layer);
        layers.add(layer);
    }

    /** A directory of this machine as if it were a stage. */
    StepInput.Layers machine(Path path) {
        machine = Optional.of(path);
        return new StepInput.Layers(new Snapshot(List.of(id(path))));
    }

    RuncExecutor runner() {
        return new RuncExecutor(
                store,
                (snapshot, context) ->
                        snapshot.layers().stream().map(this::stored).toList(),
                files,
                runtime,
                name -> Optional.ofNullable(environment.get(name)));
    }

    Snapshot root() {
        return new Snapshot(layers.stream().map(Fixture::id).toList());
    }

    StoredLayer stored(LayerId id) {
        return Stream.concat(layers.stream(), machine.stream())
                .filter(layer -> id(layer).equals(id))
                .findFirst()
                .map(layer -> new StoredLayer(id, layer, 1, 1))
                .or(() -> store.find(id))
                .orElseThrow();
    }

    static LayerId id(Path layer) {
        return LayerId.ofTree(Digest.of(layer.toString().getBytes(StandardCharsets.UTF_8)));
    }

    StepContext context() {
        return new StepContext(
                Digest.of(new byte[0]),
                event -> {
                    if (event instanceof BuildEvent.VertexLog log) {
                        synchronized (output) {
                            output.writeBytes(log.data());
                        }
                    }
                },
                rules,
                Clock.systemUTC());
    }

    ExecRunner.Outcome run(String script) throws InterruptedException {
        return run(step(script));
    }

    ExecRunner.Outcome run(ExecSpec spec, StepInput... mounted) throws InterruptedException {
        List<StepInput> inputs = new ArrayList<>(List.of(new StepInput.Layers(root())));
        inputs.addAll(List.of(mounted));
        return runner().run(spec, root(), inputs, context());
    }

    /** What the script printed, without the last line's end. */
    String print(String script) throws InterruptedException {
        output.reset();
        run(script);
        return text();
    }

    String text() {
        return output.toString(StandardCharsets.UTF_8).strip();
    }

    static ExecSpec step(String script, ExecSpec.Mount... mounts) {
        return step(script, "", NetworkMode.DEFAULT, false, mounts);
    }

    static ExecSpec step(String script, String user, NetworkMode network, boolean insecure, ExecSpec.Mount... mounts) {
        return new ExecSpec(
                List.of("/bin/sh", "-c", script),
                List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
                ImagePath.ROOT,
                user,
                List.of(mounts),
                new ExecSpec.Isolation(network, insecure, List.of(), Optional.empty(), List.of(), Optional.empty()),
                List.of());
    }

    /** The layer as drawn text: every path with its mode and owner, sorted. */
    static List<String> drawn(StoredLayer layer) throws IOException {
        try (Stream<Path> all = Files.walk(layer.directory())) {
            return all.filter(path -> !path.equals(layer.directory()))
                    .map(path -> draw(layer.directory(), path))
                    .sorted()
                    .toList();
        }
    }

    private static String draw(Path root, Path path) {
        try {
            Map<String, Object> attributes =
                    Files.readAttributes(path, "unix:mode,uid,gid", java.nio.file.LinkOption.NOFOLLOW_LINKS);
            return "%s %06o %d:%d"
                    .formatted(
                            root.relativize(path),
                            (Integer) attributes.get("mode"),
                            (Integer) attributes.get("uid"),
                            (Integer) attributes.get("gid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        Directories.deleteTree(Place.of(directory));
    }

    /** For steps without mounts of build contexts. */
    private static final class NoFiles implements FileRunner {
        @Override
        public List<CacheKey.KeyPart> keyParts(Op.FileOp op, List<StepInput> inputs, StepContext context) {
            throw new IllegalStateException("no step of this test reads a context");
        }

        @Override
        public List<StoredLayer> run(Op.FileOp op, Snapshot root, List<StepInput> inputs, StepContext context) {
            throw new IllegalStateException("no step of this test reads a context");
        }
    }
}
