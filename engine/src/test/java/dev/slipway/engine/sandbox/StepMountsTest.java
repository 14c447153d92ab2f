package dev.slipway.engine.sandbox;

import static dev.slipway.engine.sandbox.Fixture.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.step.ExecRunner;
import dev.slipway.engine.step.StepException;
import dev.slipway.engine.step.StepInput;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.graph.ExecSpec.Mount;
import dev.slipway.plan.graph.ExecSpec.Ownership;
import dev.slipway.plan.graph.ExecSpec.Sharing;
import dev.slipway.plan.request.BuildRequest.SandboxRules;
import dev.slipway.plan.request.BuildRequest.SecretSource;
import dev.slipway.plan.request.NetworkMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StepMountsTest {
    private static final Ownership ROOT = new Ownership(0, 0, 0755);
    private static final String SECRET = "s3cr3t-5d1c88f2-value";

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
    void cache_keepsWhatStepsWrite() throws Exception {
        Mount cache = cache("pip", "/root/.cache/pip", Optional.empty());
        ExecRunner.Outcome first = fixture.run(step("echo kept > /root/.cache/pip/file", cache));
        assertThat(first.layer()).isEmpty();
        fixture.run(step("cat /root/.cache/pip/file", cache));
        assertThat(fixture.text()).isEqualTo("kept");
    }

    @Test
    void readOnlyCache_refusesWrites() {
        Mount cache = new Mount.Cache("ro", new ImagePath("/cache"), Sharing.SHARED, true, Optional.empty(), ROOT);
        assertThatThrownBy(() -> fixture.run(step("echo x > /cache/x", cache)))
                .isInstanceOfSatisfying(
                        StepException.class,
                        e -> assertThat(String.join("\n", e.facts().lastLines()))
                                .contains("Read-only file system"));
    }

    @Test
    void cacheOwner_isWhatTheMountSays() throws Exception {
        Mount cache = new Mount.Cache(
                "owned",
                new ImagePath("/cache"),
                Sharing.LOCKED,
                false,
                Optional.empty(),
                new Ownership(1000, 1001, 0700));
        fixture.run(step(
                "stat -c '%a %u:%g' /cache; id -u; echo x > /cache/x", "worker", NetworkMode.DEFAULT, false, cache));
        assertThat(fixture.text()).isEqualTo("700 1000:1001\n1000");
    }

    @Test
    void seededCache_startsWithTheSeed() throws Exception {
        fixture.layer(layer -> {
            Files.createDirectories(layer.resolve("seed/sub"));
            Files.writeString(layer.resolve("seed/sub/file"), "from the seed");
        });
        Mount cache = cache("seeded", "/cache", Optional.of(new ExecSpec.Seed(1, new ImagePath("/seed"))));
        fixture.run(step("cat /cache/sub/file; rm /cache/sub/file", cache), new StepInput.Layers(fixture.root()));
        assertThat(fixture.text()).isEqualTo("from the seed");
        fixture.output.reset();
        fixture.run(step("ls /cache/sub", cache), new StepInput.Layers(fixture.root()));
        assertThat(fixture.text()).isEmpty();
    }

    @Test
    void bind_showsASubdirectoryReadOnly() throws Exception {
        fixture.layer(layer -> {
            Files.createDirectories(layer.resolve("opt/tool"));
            Files.writeString(layer.resolve("opt/tool/file"), "tool");
            Files.createSymbolicLink(layer.resolve("tool"), Path.of("/opt/tool"));
        });
        Mount bind = new Mount.Bind(1, new ImagePath("/tool"), new ImagePath("/mnt/tool"), false);
        ExecRunner.Outcome outcome = fixture.run(
                step("cat /mnt/tool/file; touch /mnt/tool/new 2>&1 || true", bind),
                new StepInput.Layers(fixture.root()));
        assertThat(fixture.text()).startsWith("tool").contains("Read-only file system");
        assertThat(outcome.layer()).isEmpty();
    }

    @Test
    void writableBind_throwsChangesAway() throws Exception {
        fixture.layer(layer ->
                Files.writeString(Files.createDirectories(layer.resolve("src")).resolve("a"), "old"));
        Mount bind = new Mount.Bind(1, new ImagePath("/src"), new ImagePath("/work"), true);
        ExecRunner.Outcome outcome = fixture.run(
                step("echo new > /work/a; echo x > /work/b; cat /work/a", bind), new StepInput.Layers(fixture.root()));
        assertThat(fixture.text()).isEqualTo("new");
        assertThat(outcome.layer()).isEmpty();
        assertThat(fixture.print("cat /src/a")).isEqualTo("old");
    }

    @Test
    void bindOfAFile_andNestedTargets_work() throws Exception {
        fixture.layer(layer -> Files.writeString(layer.resolve("one-file"), "one"));
        Mount tmpfs = new Mount.Tmpfs(new ImagePath("/deep"), Optional.of(1L << 20));
        Mount file = new Mount.Bind(1, new ImagePath("/one-file"), new ImagePath("/deep/er/file"), false);
        ExecRunner.Outcome outcome = fixture.run(
                step("cat /deep/er/file; df -k /deep | grep -c tmpfs", file, tmpfs),
                new StepInput.Layers(fixture.root()));
        assertThat(fixture.text()).isEqualTo("one1");
        assertThat(outcome.layer()).isEmpty();
    }

    @Test
    void missingBindSource_isNamed() {
        Mount bind = new Mount.Bind(1, new ImagePath("/nothing"), new ImagePath("/mnt"), false);
        assertThatThrownBy(() -> fixture.run(step("true", bind), new StepInput.Layers(fixture.root())))
                .isInstanceOfSatisfying(
                        StepException.class, e -> assertThat(e.code()).isEqualTo(StepException.Code.MISSING_SOURCE))
                .hasMessageContaining("\"/nothing\"");
    }

    @Test
    void fileInTheWayOfADirectory_isRefused() {
        Mount cache = cache("x", "/etc/passwd", Optional.empty());
        assertThatThrownBy(() -> fixture.run(step("true", cache)))
                .isInstanceOfSatisfying(
                        StepException.class, e -> assertThat(e.code()).isEqualTo(StepException.Code.BAD_DESTINATION));
    }

    @Test
    void secret_isShownWithItsOwnerAndKeptNowhere() throws Exception {
        Path source = Files.writeString(fixture.directory.resolve("secret.txt"), SECRET);
        fixture.rules = rules(
                Map.of("token", new SecretSource.FromFile(source), "word", new SecretSource.FromEnvironment("WORD")));
        fixture.environment = Map.of("WORD", SECRET + "-variable");
        Mount file = new Mount.Secret(
                "token",
                Optional.of(new ImagePath("/run/secrets/token")),
                Optional.empty(),
                true,
                new Ownership(1000, 1001, 0440));
        Mount variable = new Mount.Secret("word", Optional.empty(), Optional.of("WORD"), true, ROOT);
        fixture.store.beforeClose = () -> assertNowhereBelow(fixture.store.root());
        ExecRunner.Outcome outcome = fixture.run(step(
                "stat -c '%a %u:%g' /run/secrets/token; wc -c < /run/secrets/token; echo ${#WORD}; echo done > /done",
                file, variable));
        assertThat(fixture.text()).isEqualTo("440 1000:1001\n21\n30");
        assertThat(Fixture.drawn(outcome.layer().orElseThrow())).containsExactly("done 100644 0:0");
        assertNowhereBelow(fixture.store.root());
    }

    @Test
    void missingSecret_failsOnlyWhenRequired() throws Exception {
        ImagePath target = new ImagePath("/run/secrets/x");
        Mount optional = new Mount.Secret("x", Optional.of(target), Optional.empty(), false, ROOT);
        fixture.run(step("ls /run/secrets/x 2>&1 || true", optional));
        assertThat(fixture.text()).contains("No such file");
        Mount required = new Mount.Secret("x", Optional.of(target), Optional.empty(), true, ROOT);
        assertThatThrownBy(() -> fixture.run(step("true", required)))
                .isInstanceOfSatisfying(
                        StepException.class, e -> assertThat(e.code()).isEqualTo(StepException.Code.MISSING_SECRET));
    }

    @Test
    void mountPoints_areNeverInTheLayer() throws Exception {
        fixture.layer(layer -> {
            Files.createDirectories(layer.resolve("real/place"));
            Files.createSymbolicLink(layer.resolve("link"), Path.of("/real/place"));
        });
        Mount below = cache("link", "/link/new/cache", Optional.empty());
        ExecRunner.Outcome outcome = fixture.run(step("echo x > /link/new/cache/x; echo y > /real/place/y", below));
        assertThat(Fixture.drawn(outcome.layer().orElseThrow()))
                .containsExactly("real 040755 0:0", "real/place 040755 0:0", "real/place/y 100644 0:0");
    }

    @Test
    void parentOfAMountPoint_keepsItsMetadata() throws Exception {
        fixture.layer(layer -> {
            Path data = Files.createDirectories(layer.resolve("data"));
            Files.setAttribute(data, "unix:mode", 01770);
            Files.setAttribute(data, "unix:uid", 1000);
            Files.setAttribute(data, "unix:gid", 44);
            Files.setLastModifiedTime(
                    data,
                    java.nio.file.attribute.FileTime.from(java.time.Instant.parse("2020-02-02T02:02:02.123456789Z")));
        });
        Mount cache = cache("c", "/data/cache", Optional.empty());
        fixture.run(step("stat -c '%a %u:%g %Y' /data", cache));
        assertThat(fixture.text()).isEqualTo("1770 1000:44 1580608922");
        ExecRunner.Outcome outcome = fixture.run(step("echo x > /data/file", cache));
        assertThat(Fixture.drawn(outcome.layer().orElseThrow()))
                .containsExactly("data 041770 1000:44", "data/file 100644 0:0");
    }

    private static Mount cache(String id, String target, Optional<ExecSpec.Seed> seed) {
        return new Mount.Cache(id, new ImagePath(target), Sharing.SHARED, false, seed, ROOT);
    }

    private static SandboxRules rules(Map<String, SecretSource> secrets) {
        return new SandboxRules(
                NetworkMode.DEFAULT, List.of(), Optional.empty(), List.of(), List.of(), secrets, Map.of());
    }

    private static void assertNowhereBelow(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(path -> Files.isRegularFile(path, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(SECRET);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
