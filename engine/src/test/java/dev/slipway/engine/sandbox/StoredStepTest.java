package dev.slipway.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.file.FileOps;
import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.step.ExecRunner;
import dev.slipway.engine.step.Materialiser;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.step.StepException;
import dev.slipway.engine.step.StepInput;
import dev.slipway.engine.store.KnownDigests;
import dev.slipway.engine.store.LayerDraft;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.engine.store.disk.DiskStore;
import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.Exclusions;
import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.graph.ExecSpec.Mount;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.progress.BuildEvent;
import dev.slipway.plan.request.BuildRequest.SandboxRules;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.request.LayerRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Steps with the real store and the real file steps behind their mounts. */
class StoredStepTest {
    private Path directory;
    private DiskStore store;
    private RuncExecutor runner;
    private Snapshot base;
    private Op.Context contextOp;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @BeforeEach
    void prepare() throws IOException {
        directory = Files.createTempDirectory("slipway-stored");
        store = DiskStore.open(directory.resolve("store"));
        Materialiser materialiser = (snapshot, context) -> snapshot.layers().stream()
                .map(id -> store.layers().find(id).orElseThrow())
                .toList();
        FileOps files =
                new FileOps(store, materialiser, (op, context) -> directory.resolve("context"), LayerRules.DEFAULT);
        runner = new RuncExecutor(store, materialiser, files, Optional.empty(), name -> Optional.empty());
        base = new Snapshot(List.of(busybox()));
        Path context = Files.createDirectories(directory.resolve("context/src/sub"));
        Files.writeString(context.resolve("kept"), "first");
        Files.writeString(context.resolve("dropped.log"), "never");
        Files.setAttribute(context.resolve("kept"), "unix:uid", 1000);
        contextOp = new Op.Context("context", new ContextSpec.Directory(directory.resolve("context")), new NoLogs());
    }

    @AfterEach
    void cleanUp() throws IOException {
        store.close();
        Directories.deleteTree(Place.of(directory));
    }

    private LayerId busybox() throws IOException {
        try (LayerDraft draft = store.layers().begin()) {
            Path bin = Files.createDirectory(draft.directory().resolve("bin"));
            Files.copy(
                    Path.of("/bin/busybox"), bin.resolve("busybox"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            for (String applet : List.of("sh", "cat", "ls", "rm", "mkdir", "find", "stat", "sort", "touch", "sleep")) {
                Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
            }
            return draft.commit(KnownDigests.NONE).orElseThrow().id();
        }
    }

    @Test
    void sameStep_givesTheSameLayer() throws Exception {
        String script = "mkdir -p /a/b; echo text > /a/b/file; rm /bin/touch";
        StoredLayer first = run(base, script).layer().orElseThrow();
        StoredLayer second = run(base, script).layer().orElseThrow();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(store.layers().index(first).entries())
                .map(entry -> entry.entry().getClass().getSimpleName() + " "
                        + entry.entry().path())
                .containsExactly(
                        "Directory /a",
                        "Directory /a/b",
                        "RegularFile /a/b/file",
                        "Directory /bin",
                        "Whiteout /bin/touch");
    }

    @Test
    void rootDirectoryOfTheBase_isTheSteps() throws Exception {
        LayerId root;
        try (LayerDraft draft = store.layers().begin()) {
            Files.setAttribute(draft.directory(), "unix:uid", 7);
            Files.setAttribute(draft.directory(), "unix:mode", 01755);
            root = draft.commit(KnownDigests.NONE).orElseThrow().id();
        }
        Snapshot below = new Snapshot(List.of(root)).plus(base.layers());
        run(after(below, "stat -c '%a %u' /; echo 1 > /one"), "stat -c '%a %u' /");
        assertThat(text()).isEqualTo("1755 7\n1755 7");
    }

    @Test
    void layerThatIsThereTwice_isMounted() throws Exception {
        Snapshot one = after(base, "echo 1 > /file");
        Snapshot two = one.plus(
                List.of(run(one, "echo 2 > /file").layer().orElseThrow().id()));
        Snapshot again = two.plus(List.of(one.layers().getLast()));
        run(again, "cat /file");
        assertThat(text()).isEqualTo("1");
    }

    @Test
    void stepsOnEachOther_seeWhiteoutsAndOpaqueDirectories() throws Exception {
        Snapshot first = after(base, "mkdir /d; echo 1 > /d/one; echo 2 > /two");
        Snapshot second = after(first, "rm -r /d /two; mkdir /d; echo 3 > /d/three");
        run(second, "find /d /two 2>/dev/null | sort");
        assertThat(text()).isEqualTo("/d\n/d/three");
    }

    @Test
    void mountPoints_leaveNoTraceInTheIndex() throws Exception {
        assertThat(run(base, "ls /proc /etc > /dev/null").layer()).isEmpty();
        StoredLayer layer = run(base, "mkdir -p /etc; echo x > /etc/x").layer().orElseThrow();
        assertThat(store.layers().index(layer).entries())
                .map(entry -> entry.entry().path().value())
                .containsExactly("/etc", "/etc/x");
    }

    @Test
    void boundContext_isFilteredOwnedByRootAndKeyedByContent() throws Exception {
        Mount bind = new Mount.Bind(1, new ImagePath("/src"), new ImagePath("/mnt"), false);
        run(base, "cd /mnt && find . | sort && stat -c %u sub/kept && cat sub/kept", bind);
        assertThat(text()).isEqualTo(".\n./sub\n./sub/kept\n0\nfirst");
        var before = parts(bind);
        Files.writeString(directory.resolve("context/src/sub/dropped.log"), "changed");
        assertThat(anew().parts(bind)).isEqualTo(before);
        Files.writeString(directory.resolve("context/src/sub/kept"), "second");
        assertThat(anew().parts(bind)).isNotEqualTo(before);
    }

    @Test
    void boundContextFile_isAFile() throws Exception {
        Mount bind = new Mount.Bind(1, new ImagePath("/src/sub/kept"), new ImagePath("/requirements.txt"), false);
        assertThat(run(base, "cat /requirements.txt", bind).layer()).isEmpty();
        assertThat(text()).isEqualTo("first");
    }

    @Test
    void missingContextPath_isTold() {
        Mount bind = new Mount.Bind(1, new ImagePath("/src/absent"), new ImagePath("/mnt"), false);
        assertThatThrownBy(() -> run(base, "true", bind))
                .isInstanceOfSatisfying(
                        StepException.class, e -> assertThat(e.code()).isEqualTo(StepException.Code.MISSING_SOURCE));
    }

    @Test
    void lockedCaches_ofTwoStepsInOppositeOrder_doNotBlock() throws Exception {
        Mount one = cache("one", "/one");
        Mount two = cache("two", "/two");
        List<Thread> threads = Stream.of(List.of(one, two), List.of(two, one))
                .map(mounts -> Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 3; i++) {
                        try {
                            run(
                                    base,
                                    "[ ! -e /one/held ] && touch /one/held && sleep 0.05 && rm /one/held",
                                    mounts.toArray(Mount[]::new));
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                    output.writeBytes("done ".getBytes(StandardCharsets.UTF_8));
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join(60_000);
        }
        assertThat(text()).isEqualTo("done done");
    }

    private StoredStepTest anew() {
        // File steps of one build take a context to stay as it is; another build reads it again.
        Materialiser materialiser = (snapshot, context) -> List.of();
        FileOps files =
                new FileOps(store, materialiser, (op, context) -> directory.resolve("context"), LayerRules.DEFAULT);
        runner = new RuncExecutor(store, materialiser, files, Optional.empty(), name -> Optional.empty());
        return this;
    }

    private List<?> parts(Mount mount) throws InterruptedException {
        return runner.keyParts(Fixture.step("true", mount), inputs(base), context());
    }

    private static Mount cache(String id, String target) {
        return new Mount.Cache(
                id,
                new ImagePath(target),
                ExecSpec.Sharing.LOCKED,
                false,
                Optional.empty(),
                new ExecSpec.Ownership(0, 0, 0755));
    }

    private Snapshot after(Snapshot root, String script) throws InterruptedException {
        return root.plus(List.of(run(root, script).layer().orElseThrow().id()));
    }

    private ExecRunner.Outcome run(Snapshot root, String script, Mount... mounts) throws InterruptedException {
        return runner.run(Fixture.step(script, mounts), root, inputs(root), context());
    }

    private List<StepInput> inputs(Snapshot root) {
        return List.of(new StepInput.Layers(root), new StepInput.Context(contextOp));
    }

    private StepContext context() {
        return new StepContext(
                Digest.of(new byte[0]),
                event -> {
                    if (event instanceof BuildEvent.VertexLog log) {
                        output.writeBytes(log.data());
                    }
                },
                SandboxRules.DEFAULT,
                Clock.systemUTC());
    }

    private String text() {
        return output.toString(StandardCharsets.UTF_8).strip();
    }

    /** {@code **}{@code /*.log}. */
    private record NoLogs() implements Exclusions {
        @Override
        public boolean excludes(String path) {
            return path.endsWith(".log");
        }

        @Override
        public boolean excludesAllBelow(String directory) {
            return false;
        }

        @Override
        public String canonical() {
            return "no logs";
        }
    }
}
