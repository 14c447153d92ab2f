package dev.slipway.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.differential.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a build leaves when it is killed, when the disk is full, and when others build at the same time. */
class FaultsTest {
    private static final String DOCKERFILE = """
            FROM scratch AS base
            COPY --from=tools /busybox /bin/busybox
            RUN ["/bin/busybox", "mkdir", "-p", "/etc", "/tmp", "/var"]
            SHELL ["/bin/busybox", "sh", "-c"]
            FROM base AS one
            RUN busybox=/bin/busybox; for i in 1 2 3 4 5 6 7 8; do $busybox head -c 200000 /dev/zero > /var/one.$i; done; $busybox sleep 0.1
            FROM base AS two
            COPY data /data
            RUN --mount=type=cache,target=/cache /bin/busybox cp /data/file /var/two && /bin/busybox touch /cache/x
            FROM base
            COPY --from=one /var /one
            COPY --from=two /var /two
            RUN /bin/busybox cat /one/* /two/* | /bin/busybox sha256sum > /sum
            """;

    private Path scratch;
    private SlipwayRun slipway;

    @BeforeEach
    void prepare() throws IOException {
        scratch = Files.createTempDirectory(Path.of("/var/tmp"), "faults");
        Path context = Files.createDirectories(scratch.resolve("context"));
        Files.writeString(context.resolve("Dockerfile"), DOCKERFILE);
        Files.createDirectories(context.resolve("data"));
        Files.write(context.resolve("data/file"), new byte[3_000_000]);
        Path tools = Files.createDirectories(scratch.resolve("tools"));
        Files.copy(Path.of("/bin/busybox"), tools.resolve("busybox"));
        slipway = SlipwayRun.on(scratch.resolve("store")).with("SOURCE_DATE_EPOCH", "1700000000");
    }

    @AfterEach
    void clean() {
        Programs.check("rm", "-rf", scratch.toString());
    }

    private String[] build(String output) {
        return new String[] {
            "build",
            "--progress=plain",
            "--build-context",
            "tools=" + scratch.resolve("tools"),
            "-o",
            output,
            scratch.resolve("context").toString()
        };
    }

    private String layout(String name) {
        return "type=oci,tar=false,dest=" + scratch.resolve(name);
    }

    private String digest(String name) throws IOException {
        return Files.readString(scratch.resolve(name).resolve("index.json"));
    }

    @Test
    void killedFiftyTimes_theNextBuildGivesTheSameImageAndNothingIsLeft() throws Exception {
        SlipwayRun untouched = SlipwayRun.on(scratch.resolve("clean-store")).with("SOURCE_DATE_EPOCH", "1700000000");
        untouched.succeed(build(layout("expected")));
        Random random = new Random(20260101);
        int killed = 0;
        for (int i = 0; i < 50; i++) {
            Process process = slipway.spawn(scratch.resolve("log"), build(layout("killed")));
            if (!process.waitFor(100 + random.nextInt(1100), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                killed++;
            }
            if (i % 10 == 9) {
                // Start over now and then, so that kills meet every step of the build.
                awaitNoProcess();
                Programs.check("rm", "-rf", slipway.store().toString());
            }
        }
        assertThat(killed).as("builds that were killed before they ended").isGreaterThan(20);
        slipway.succeed(build(layout("after")));
        assertThat(digest("after")).isEqualTo(digest("expected"));
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(scratch.toString());
        awaitNoProcess();
        try (Stream<Path> leftovers = Files.list(slipway.store().resolve("tmp"))) {
            assertThat(leftovers).as("temporary directories of dead processes").isEmpty();
        }
    }

    /** Steps die with their build, but the kernel may take a moment. */
    private void awaitNoProcess() throws IOException, InterruptedException {
        List<String> alive = processesNaming(scratch.toString());
        for (int i = 0; i < 40 && !alive.isEmpty(); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
            alive = processesNaming(scratch.toString());
        }
        assertThat(alive).as("processes that outlived their build by 2 s").isEmpty();
    }

    private static List<String> processesNaming(String text) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(p -> p.getFileName().toString().matches("\\d+"))
                    .toList()) {
                try {
                    String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                            .replace('\0', ' ');
                    if (line.contains(text)
                            && !process.equals(
                                    Path.of("/proc/" + ProcessHandle.current().pid()))) {
                        found.add(line);
                    }
                } catch (IOException e) {
                    continue; // ended while we looked
                }
            }
        }
        return found;
    }

    @Test
    void diskFull_saysSoAndLeavesAStoreThatWorks() throws Exception {
        Path small = Files.createDirectories(scratch.resolve("small"));
        Programs.check("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", small.toString());
        try {
            SlipwayRun full = SlipwayRun.on(small.resolve("store")).with("SOURCE_DATE_EPOCH", "1700000000");
            Path log = scratch.resolve("full-log");
            assertThat(full.spawn(log, build(layout("full"))).waitFor()).isEqualTo(1);
            assertThat(Files.readString(log).toLowerCase(Locale.ROOT))
                    .contains("no space left on device")
                    .contains("hint: free space")
                    .doesNotContain("unexpected");
            Programs.check("mount", "-o", "remount,size=200m", small.toString());
            assertThat(full.spawn(log, build(layout("full"))).waitFor())
                    .as(Files.readString(log))
                    .isZero();
            slipway.succeed(build(layout("expected")));
            assertThat(digest("full")).isEqualTo(digest("expected"));
            // Refused as long as a process of a build uses the store.
            Programs.check("umount", small.toString());
        } finally {
            Programs.run(Map.of(), List.of("umount", "--lazy", small.toString()));
        }
    }

    @Test
    void twoAndEightBuildsAtOnce_shareOneStoreAndAgree() throws Exception {
        for (int builders : new int[] {2, 8}) {
            Programs.check("rm", "-rf", slipway.store().toString());
            List<Process> running = new ArrayList<>();
            for (int i = 0; i < builders; i++) {
                running.add(slipway.spawn(scratch.resolve("log-" + i), build(layout("of-" + i))));
            }
            for (int i = 0; i < builders; i++) {
                assertThat(running.get(i).waitFor())
                        .as(Files.readString(scratch.resolve("log-" + i)))
                        .isZero();
                assertThat(digest("of-" + i)).isEqualTo(digest("of-0"));
            }
            assertThat(timesDone("[one 1/1] RUN", builders))
                    .as("identical work")
                    .isEqualTo(1);
            assertThat(timesDone("RUN --mount=type=cache", builders))
                    .as("identical work")
                    .isEqualTo(1);
        }
    }

    /** How many of the builds ran a step themselves, as their plain progress says. */
    private long timesDone(String step, int builders) throws IOException {
        long done = 0;
        for (int i = 0; i < builders; i++) {
            List<String> lines = Files.readAllLines(scratch.resolve("log-" + i));
            String number = lines.stream()
                    .filter(line -> line.contains(step))
                    .findFirst()
                    .orElseThrow()
                    .split(" ")[0];
            done += lines.stream()
                    .filter(line -> line.startsWith(number + " DONE"))
                    .count();
        }
        return done;
    }

    @Test
    void secret_isNowhereInTheStoreTheImageOrTheOutput() throws Exception {
        String value = "s3cr3t-value-" + Long.toHexString(0x5eed_cafe_f00dL);
        Path secret = scratch.resolve("secret-file");
        Files.writeString(secret, value);
        Path context = scratch.resolve("context");
        Files.writeString(context.resolve("Dockerfile"), DOCKERFILE + """
                        RUN --mount=type=secret,id=token /bin/busybox sha256sum /run/secrets/token > /token-sum
                        RUN --mount=type=secret,id=token,env=TOKEN test ${#TOKEN} -gt 10 && echo used
                        """);
        List<String> arguments = new ArrayList<>(List.of(build(layout("with-secret"))));
        arguments.add(1, "--secret=id=token,src=" + secret);
        SlipwayRun.Ended ended = slipway.succeed(arguments.toArray(String[]::new));
        assertThat(ended.all()).doesNotContain(value);
        Programs.Result found = Programs.run(
                Map.of(),
                List.of(
                        "grep",
                        "-r",
                        "-l",
                        "-F",
                        value,
                        slipway.store().toString(),
                        scratch.resolve("with-secret").toString()));
        assertThat(found.output()).isEmpty();
        assertThat(found.exitCode()).as("grep found nothing").isEqualTo(1);
    }

    @Test
    void emptiedStore_anotherPath_sameDigest() throws Exception {
        slipway.succeed(build(layout("first")));
        Programs.check("rm", "-rf", slipway.store().toString());
        slipway.succeed(build(layout("second")));
        Path elsewhere = Files.createDirectories(scratch.resolve("else/where"));
        Programs.check(
                "cp",
                "-r",
                scratch.resolve("context").toString(),
                elsewhere.resolve("copy").toString());
        SlipwayRun other = SlipwayRun.on(elsewhere.resolve("store")).with("SOURCE_DATE_EPOCH", "1700000000");
        String[] arguments = build(layout("third"));
        arguments[arguments.length - 1] = elsewhere.resolve("copy").toString();
        other.succeed(arguments);
        assertThat(digest("second")).isEqualTo(digest("first"));
        assertThat(digest("third")).isEqualTo(digest("first"));
    }
}
