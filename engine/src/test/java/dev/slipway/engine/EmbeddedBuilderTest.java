package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.solve.BuildFailedException;
import dev.slipway.image.Compression;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.plan.progress.BuildEvent;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.record.CacheOutcome;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.request.ExportTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole builds of Dockerfiles without RUN, which need nothing of the machine. */
class EmbeddedBuilderTest {
    private static final String DOCKERFILE = """
            FROM scratch AS assets
            COPY assets /srv/

            FROM scratch
            ENV MODE=fast
            COPY app /app/
            COPY --from=assets /srv /srv
            WORKDIR /work
            LABEL team=infra
            """;

    @TempDir
    Path directory;

    private Path context;
    private final List<BuildEvent> events = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void writeContext() throws IOException {
        context = writeContext(directory.resolve("context"));
    }

    private static Path writeContext(Path context) throws IOException {
        Files.createDirectories(context.resolve("app/lib"));
        Files.createDirectories(context.resolve("assets"));
        Files.writeString(context.resolve("app/main.py"), "print()\n");
        Files.writeString(context.resolve("app/lib/util.py"), "pass\n");
        Files.writeString(context.resolve("assets/logo"), "logo\n");
        Files.writeString(context.resolve("Dockerfile"), DOCKERFILE);
        return context;
    }

    private BuildRequest request(Path from, List<String> tags, Optional<Instant> epoch, ExportTarget... outputs) {
        return new BuildRequest(
                new BuildRequest.Sources(
                        new BuildRequest.DockerfileLocation.InContext("Dockerfile"),
                        Optional.of(new ContextSpec.Directory(from)),
                        Map.of()),
                Optional.empty(),
                Map.of(),
                List.of(),
                BuildRequest.CacheRules.DEFAULT,
                BuildRequest.SandboxRules.DEFAULT,
                new BuildRequest.ImageSettings(tags, Map.of(), Map.of(), epoch),
                List.of(outputs));
    }

    private ExportTarget layout(String name) {
        return new ExportTarget.ToLayout(
                new ExportTarget.Destination.ToFile(directory.resolve(name)), false, options());
    }

    private static ExportTarget.ImageOptions options() {
        return new ExportTarget.ImageOptions(Compression.GZIP, Optional.empty(), false, false, List.of(), true);
    }

    private BuildResult build(BuildRequest request) throws InterruptedException {
        try (EmbeddedBuilder builder = open()) {
            return builder.build(request, events::add);
        }
    }

    private EmbeddedBuilder open() {
        return EmbeddedBuilder.open(BuilderOptions.of(directory.resolve("store")));
    }

    private static Map<String, CacheOutcome> outcomes(BuildResult result) {
        Map<String, CacheOutcome> outcomes = new java.util.TreeMap<>();
        result.record().steps().stream()
                .filter(step -> step.key().isPresent())
                .forEach(step -> outcomes.put(step.place(), step.outcome()));
        return outcomes;
    }

    private static Digest digest(BuildResult result) {
        return result.outputs().getFirst().image().orElseThrow().root().digest();
    }

    @Test
    void unchangedBuild_hitsEverythingAndGivesTheSameImage() throws Exception {
        BuildResult first = build(request(context, List.of(), Optional.empty(), layout("out")));
        BuildResult second = build(request(context, List.of(), Optional.empty(), layout("out")));

        assertThat(outcomes(first))
                .isNotEmpty()
                .allSatisfy((place, outcome) ->
                        assertThat(outcome).isEqualTo(new CacheOutcome.Miss(new CacheOutcome.MissCause.FirstRun())));
        assertThat(outcomes(second))
                .hasSameSizeAs(outcomes(first))
                .allSatisfy((place, outcome) -> assertThat(outcome).isEqualTo(new CacheOutcome.Hit()));
        assertThat(digest(second)).isEqualTo(digest(first));
    }

    @Test
    void changedFile_isNamedAsTheCauseAndOthersHit() throws Exception {
        build(request(context, List.of(), Optional.empty(), layout("out")));
        Files.writeString(context.resolve("assets/logo"), "a new logo\n");

        BuildResult second = build(request(context, List.of(), Optional.empty(), layout("out")));

        List<CacheOutcome> misses = outcomes(second).values().stream()
                .filter(CacheOutcome.Miss.class::isInstance)
                .toList();
        assertThat(outcomes(second)).containsValue(new CacheOutcome.Hit());
        assertThat(misses.getFirst())
                .isEqualTo(new CacheOutcome.Miss(new CacheOutcome.MissCause.Changed(
                        List.of(new CacheOutcome.Change("file", "assets/logo", "", "")))));
    }

    @Test
    void emptiedStoreAndOtherPath_giveTheSameDigestWithAnEpoch() throws Exception {
        Optional<Instant> epoch = Optional.of(Instant.ofEpochSecond(1_700_000_000));
        BuildResult first = build(request(context, List.of(), epoch, layout("out")));
        Path elsewhere = writeContext(directory.resolve("quite/another place"));
        Files.setLastModifiedTime(elsewhere.resolve("app/main.py"), FileTime.fromMillis(1_800_000_000_000L));

        BuildResult second;
        try (EmbeddedBuilder builder = EmbeddedBuilder.open(BuilderOptions.of(directory.resolve("other store")))) {
            second = builder.build(request(elsewhere, List.of(), epoch, layout("out2")), events::add);
        }

        assertThat(digest(second)).isEqualTo(digest(first));
    }

    @Test
    void failedStep_isRecordedAndExplained() throws Exception {
        Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY app /app\nCOPY nothing /there\n");
        BuildRequest request = request(context, List.of(), Optional.empty(), layout("out"));

        assertThatThrownBy(() -> build(request)).isInstanceOfSatisfying(BuildFailedException.class, failed -> {
            assertThat(failed.notes().spans().getFirst().startLine()).isEqualTo(3);
            assertThat(failed.step()).isPresent();
        });

        try (EmbeddedBuilder builder = open()) {
            BuildRecord record = builder.records().getFirst();
            assertThat(record.outcome()).isEqualTo(BuildRecord.Outcome.FAILED);
            assertThat(builder.record(record.id().substring(0, 20))).contains(record);
        }
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void storedImage_isListedTaggedAndRemoved() throws Exception {
        BuildResult result =
                build(request(context, List.of("app:v1"), Optional.empty(), new ExportTarget.ToStore(options())));

        try (EmbeddedBuilder builder = open()) {
            ImageStore images = builder.images();
            ImageReference name = ImageReference.parse("app:v1");
            assertThat(images.list()).singleElement().satisfies(image -> {
                assertThat(image.name()).isEqualTo(name);
                assertThat(image.compressedBytes()).isPositive();
                assertThat(image.platforms()).hasSize(1);
            });
            ImageStore.Detail detail = images.inspect(name, Optional.empty());
            assertThat(detail.root().digest()).isEqualTo(digest(result));
            assertThat(detail.config().runtime().sets().labels()).containsEntry("team", "infra");
            assertThat(detail.config().runtime().env()).contains("MODE=fast");

            images.tag(name, ImageReference.parse("app:v2"));
            assertThat(images.remove(name)).isTrue();
            assertThat(images.remove(name)).isFalse();
            assertThat(images.list())
                    .extracting(image -> image.name().familiar())
                    .containsExactly("app:v2");
            assertThatThrownBy(() -> images.inspect(name, Optional.empty())).isInstanceOf(ImageNotFoundException.class);
        }
    }

    @Test
    void buildWithoutOutput_runsAndKeepsItsResult() throws Exception {
        build(request(context, List.of(), Optional.empty()));

        BuildResult exported = build(request(context, List.of(), Optional.empty(), layout("out")));

        assertThat(outcomes(exported).values()).containsOnly(new CacheOutcome.Hit());
    }

    @Test
    void twoBuildsAtOnce_shareOneStore() throws Exception {
        try (EmbeddedBuilder builder = open()) {
            List<Digest> digests = Collections.synchronizedList(new ArrayList<>());
            List<Thread> threads = Stream.of("a", "b", "c", "d")
                    .map(name -> Thread.ofPlatform().start(() -> {
                        try {
                            digests.add(digest(builder.build(
                                    request(context, List.of(), Optional.empty(), layout(name)), event -> {})));
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }

            assertThat(digests).hasSize(4);
            assertThat(digests.stream().distinct()).hasSize(1);
        }
    }
}
