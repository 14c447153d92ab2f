package dev.slipway.engine.sandbox;

import static dev.slipway.engine.sandbox.Fixture.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.step.StepInput;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.graph.ExecSpec.Mount;
import dev.slipway.plan.progress.BuildEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StepEndTest {
    /** Nobody else sleeps for so long. */
    private static final String SLEEP = "8123457";

    private Fixture fixture;

    @BeforeEach
    void prepare() throws IOException {
        fixture = new Fixture();
    }

    @AfterEach
    void cleanUp() throws IOException {
        fixture.close();
    }

    @Test
    void interrupt_killsDaemonsTooWithinASecond() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread step = Thread.ofPlatform().start(() -> {
            try {
                fixture.run("setsid sleep " + SLEEP + "1 & (sleep " + SLEEP + "1 &); echo ready; sleep " + SLEEP + "1");
            } catch (InterruptedException | RuntimeException e) {
                thrown.set(e);
            }
        });
        await(() -> fixture.text().contains("ready") && sleepers("1").count() == 3);
        long start = System.nanoTime();
        step.interrupt();
        step.join();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(sleepers("1")).isEmpty();
        assertNothingLeft();
    }

    @Test
    void interruptedSteps_leaveNoControlGroupEvenWhenTheirProcessesDieSlowly() throws Exception {
        // A process with much memory to give back outlives the moment at which its parent is told.
        String slow = "for i in 1 2 3 4; do dd if=/dev/zero of=/dev/null bs=200M & done; echo ready; wait";
        for (int i = 0; i < 5; i++) {
            int before = fixture.text().length();
            Thread step = start(step(slow));
            await(() -> fixture.text().substring(before).contains("ready"));
            Thread.sleep(200);
            step.interrupt();
            step.join();
            assertNothingLeft();
        }
    }

    @Test
    void daemonOfAStepThatEnded_isGone() throws Exception {
        fixture.run("setsid sleep " + SLEEP + "2 >/dev/null 2>&1 &");
        assertThat(sleepers("2")).isEmpty();
        assertNothingLeft();
    }

    @Test
    void muchOutput_isStreamedInBoundedMemory() throws Exception {
        AtomicLong bytes = new AtomicLong();
        long before = usedHeap();
        AtomicLong kept = new AtomicLong(-1);
        var context = new dev.slipway.engine.step.StepContext(
                dev.slipway.image.Digest.of(new byte[0]),
                event -> {
                    if (event instanceof BuildEvent.VertexLog log
                            && bytes.addAndGet(log.data().length) > 110_000_000
                            && kept.compareAndSet(-1, 0)) {
                        kept.set(usedHeap());
                    }
                },
                fixture.rules,
                java.time.Clock.systemUTC());
        fixture.runner()
                .run(
                        step("yes | head -c 100000000; head -c 20000000 /dev/zero"),
                        fixture.root(),
                        List.of(new StepInput.Layers(fixture.root())),
                        context);
        assertThat(bytes).hasValue(120_000_000);
        assertThat(kept.get() - before).isLessThan(20L << 20);
    }

    @Test
    void endedStep_isNotHeldByTheNamespacesOfOthers() throws Exception {
        Mount signal = new Mount.Cache(
                "signal",
                new ImagePath("/signal"),
                ExecSpec.Sharing.SHARED,
                false,
                Optional.empty(),
                new ExecSpec.Ownership(0, 0, 0755));
        String wait = "touch /signal/%s-began; until [ -e /signal/%s ]; do sleep 0.02; done";
        Path signals = fixture.store.root().resolve("caches/signal");
        Thread first = start(step(wait.formatted("first", "first"), signal));
        await(() -> Files.exists(signals.resolve("first-began")));
        Thread second = start(step(wait.formatted("second", "second"), signal));
        await(() -> Files.exists(signals.resolve("second-began")));
        String draft = fixture.store.root().resolve("drafts/1").toString();
        assertThat(mountsOfAll(draft)).hasSizeGreaterThan(1);
        Files.createFile(signals.resolve("first"));
        first.join();
        assertThat(mountsOfAll(draft)).isEmpty();
        Files.createFile(signals.resolve("second"));
        second.join();
    }

    private Thread start(ExecSpec spec) {
        return Thread.ofPlatform().start(() -> {
            try {
                fixture.run(spec);
            } catch (InterruptedException e) {
                // As asked for by the test.
            }
        });
    }

    @Test
    void hundredAndThirtyLayers_areMounted() throws Exception {
        for (int i = 0; i < 130; i++) {
            String name = "file" + i;
            fixture.layer(layer -> Files.writeString(layer.resolve(name), name));
        }
        assertThat(fixture.print("cat /file0 /file129; ls / | grep -c file")).isEqualTo("file0file129130");
    }

    @Test
    void moreLayersThanAPageOfOptionsTakes_areMounted() throws Exception {
        for (int i = 0; i < 250; i++) {
            String name = "file" + i;
            fixture.layer(layer -> Files.writeString(layer.resolve(name), name));
        }
        // Linux takes them one by one since 6.5; before that there is a limit, which is told.
        if (kernelIsAtLeast(6, 5)) {
            assertThat(fixture.print("cat /file0 /file249; echo x > /x")).isEqualTo("file0file249");
        } else {
            assertThatThrownBy(() -> fixture.run("true")).hasMessageContaining("251 layers");
        }
    }

    private static boolean kernelIsAtLeast(int major, int minor) {
        String[] version = System.getProperty("os.version").split("[.-]", -1);
        int at = Integer.parseInt(version[0]) * 1000 + Integer.parseInt(version[1]);
        return at >= major * 1000 + minor;
    }

    @Test
    void killOfTheWholeProcess_leavesNothingRunningOrMounted() throws Exception {
        Path store = Files.createDirectories(fixture.directory.resolve("child"));
        Process child = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--propagation",
                        "private",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledBuild.class.getName(),
                        store.toString(),
                        "setsid sleep " + SLEEP + "3 & echo ready; sleep " + SLEEP + "3")
                .redirectErrorStream(true)
                .start();
        await(() -> sleepers("3").count() == 2);
        child.destroyForcibly();
        assertThat(child.waitFor()).isEqualTo(137);
        await(() -> sleepers("3").findAny().isEmpty());
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(store.toString());
        await(() -> mountsOfAll(store.toString()).isEmpty());
        // Empty control groups may stay until a step runs on this machine after the kernel let go of the dead
        // processes.
        await(() -> sweptByAStep(child.pid()));
    }

    private boolean sweptByAStep(long pid) {
        try {
            fixture.run("true");
            return groups(pid).isEmpty();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The process that is killed: runs one step that never ends. */
    static final class KilledBuild {
        public static void main(String[] arguments) throws Exception {
            try (Fixture fixture = new Fixture(Path.of(arguments[0]))) {
                fixture.run(arguments[1]);
            }
        }
    }

    private void assertNothingLeft() throws IOException {
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(fixture.directory.toString());
        assertThat(fixture.store.root().resolve("drafts")).isEmptyDirectory();
        assertThat(groups(ProcessHandle.current().pid())).isEmpty();
    }

    private static List<Path> groups(long pid) throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("/sys/fs/cgroup"), 2)) {
            return all.filter(path -> path.getFileName().toString().startsWith("slipway-" + pid + "-"))
                    .toList();
        }
    }

    private static Stream<Path> sleepers(String mark) {
        return processes().stream()
                .filter(process -> read(process.resolve("cmdline"))
                        .map(line -> line.equals("sleep\0" + SLEEP + mark + "\0"))
                        .orElse(false));
    }

    private static List<Path> mountsOfAll(String text) {
        return processes().stream()
                .filter(process -> read(process.resolve("mountinfo"))
                        .map(mounts -> mounts.contains(text))
                        .orElse(false))
                .toList();
    }

    private static List<Path> processes() {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(path -> path.getFileName().toString().chars().allMatch(Character::isDigit))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for 20 s").isLessThan(end);
            Thread.sleep(10);
        }
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
