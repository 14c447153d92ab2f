package dev.slipway.engine.source.debootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.source.Sources;
import dev.slipway.engine.source.Workshop;
import dev.slipway.engine.step.SourceException;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.Snapshot;
import dev.slipway.image.Platform;
import dev.slipway.plan.progress.BuildEvent;
import dev.slipway.plan.request.ContextSpec.ImageOrigin.Debootstrap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One small real image: it needs the machine's package archive. */
class DebianImagesTest {
    private static final Map<String, String> TINY = Map.of("variant", "extract", "include", "base-files,base-passwd");

    @TempDir
    Path directory;

    private static String codename() throws Exception {
        return Distribution.read(Path.of("/etc/os-release")).codename();
    }

    @Test
    void twoBuildsAtOnce_makeOneImage_andALaterOneAsksNobody() throws Exception {
        Debootstrap origin = new Debootstrap(codename(), TINY);
        try (Workshop workshop = new Workshop(directory);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = threads.submit(() -> resolve(workshop, origin));
            var two = threads.submit(() -> resolve(workshop, origin));
            assertThat(one.get()).isEqualTo(two.get());
            assertThat(log(workshop)).containsOnlyOnce("creating tarball");
            var again = resolve(
                    workshop.sandbox(
                            dev.slipway.plan.request.BuildRequest.SandboxRules.DEFAULT, Map.of("PATH", "/nowhere")),
                    origin);
            assertThat(again).isEqualTo(one.get());
            assertThat(again.config().runtime().lists().cmd()).contains(List.of("bash"));
            assertThat(again.config().created()).isPresent();
            try (Sources sources = workshop.sources()) {
                Snapshot snapshot = new Snapshot(
                        again.config().diffIds().stream().map(LayerId::of).toList());
                Path root = sources.materialise(snapshot, workshop.context())
                        .getFirst()
                        .directory();
                assertThat(root.resolve("etc/os-release")).exists();
                assertThat(root.resolve("dev")).isEmptyDirectory();
                assertThat(root.resolve("etc/resolv.conf")).doesNotExist();
            }
            sameBytesInAnotherStore(origin, again.manifestDigest().toString());
        }
    }

    private void sameBytesInAnotherStore(Debootstrap origin, String expected) throws Exception {
        try (Workshop other = new Workshop(Files.createDirectory(directory.resolve("other")))) {
            assertThat(resolve(other, origin).manifestDigest()).hasToString(expected);
        }
    }

    private static dev.slipway.plan.source.ResolvedImage resolve(Workshop workshop, Debootstrap origin) {
        try (Sources sources = workshop.sources()) {
            return sources.resolve(origin, Platform.host());
        }
    }

    private static String log(Workshop workshop) {
        StringBuilder text = new StringBuilder();
        for (BuildEvent event : workshop.events()) {
            if (event instanceof BuildEvent.VertexLog log) {
                text.append(new String(log.data(), java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return text.toString();
    }

    @Test
    void unknownSuite_isNamed() {
        try (Workshop workshop = new Workshop(directory)) {
            assertThatThrownBy(() -> resolve(workshop, new Debootstrap("nonesuch", Map.of())))
                    .isInstanceOfSatisfying(
                            SourceException.class,
                            fault -> assertThat(fault.code()).isEqualTo(SourceException.Code.NOT_FOUND))
                    .hasMessageContaining("\"nonesuch\"");
        }
    }

    @Test
    void missingProgram_namesThePackage() {
        Mmdebstrap absent = new Mmdebstrap(Map.of("PATH", "/nowhere"), directory);
        DebianRequest request = DebianRequest.of(new Debootstrap("sid", Map.of()), Platform.host());
        Mmdebstrap.Job job = new Mmdebstrap.Job(request, List.of(), List.of(), java.time.Instant.EPOCH);
        assertThatThrownBy(() -> absent.run(job, in -> "", bytes -> {}))
                .isInstanceOfSatisfying(SourceException.class, fault -> {
                    assertThat(fault.code()).isEqualTo(SourceException.Code.MISSING_TOOL);
                    assertThat(fault.hint()).isEqualTo(Optional.of("install the package mmdebstrap"));
                });
    }
}
