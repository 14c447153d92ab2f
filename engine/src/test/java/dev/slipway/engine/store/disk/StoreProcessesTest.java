package dev.slipway.engine.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.engine.store.IndexEntry;
import dev.slipway.engine.store.KnownDigests;
import dev.slipway.engine.store.LayerDraft;
import dev.slipway.engine.store.LayerId;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.image.Digest;
import dev.slipway.image.layer.LayerEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one store, and processes that are killed. */
class StoreProcessesTest {
    private static final int STEPS = 25;

    @TempDir
    Path temp;

    private Path root() {
        return temp.resolve("store");
    }

    private Process start(String log) throws Exception {
        return StoreWorker.start(root(), temp.resolve(log), STEPS);
    }

    private void endsWell(Process process, String log) throws Exception {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(temp.resolve(log + ".out")))
                .isZero();
    }

    /** Every record points at a layer that is whole, and every blob is what its name says. */
    private void isWhole(DiskStore store, int recordsAtLeast) throws Exception {
        int records = 0;
        for (int step = 0; step < STEPS; step++) {
            var result = store.actions().find(StoreWorker.key(step));
            if (result.isEmpty()) {
                continue;
            }
            records++;
            LayerId id = result.get().layers().getFirst();
            StoredLayer layer = store.layers().find(id).orElseThrow();
            for (IndexEntry entry : store.layers().index(layer).entries()) {
                if (entry.entry() instanceof LayerEntry.RegularFile file) {
                    Path path = layer.directory().resolve(file.path().relative());
                    assertThat(entry.content()).contains(Digest.of(Files.readAllBytes(path)));
                }
            }
            try (LayerDraft draft = store.layers().begin()) {
                StoreWorker.fill(draft.directory(), step);
                assertThat(draft.commit(KnownDigests.NONE).orElseThrow().id()).isEqualTo(id);
            }
            assertThat(store.content().find(Digest.of(StoreWorker.blob(step))).orElseThrow())
                    .hasBinaryContent(StoreWorker.blob(step));
        }
        assertThat(records).isGreaterThanOrEqualTo(recordsAtLeast);
    }

    @Test
    void severalProcesses_doEachStepOnce() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(start("log" + i));
        }
        List<String> done = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            endsWell(processes.get(i), "log" + i);
            if (Files.exists(temp.resolve("log" + i))) {
                done.addAll(Files.readAllLines(temp.resolve("log" + i)));
            }
        }

        assertThat(done).hasSize(STEPS).doesNotHaveDuplicates();
        assertThat(Files.list(root().resolve("tmp"))).isEmpty();
        assertThat(Files.list(root().resolve("locks")).map(p -> p.getFileName().toString()))
                .containsExactlyInAnyOrder("sweep", "prune");
        try (DiskStore store = DiskStore.open(root())) {
            isWhole(store, STEPS);
        }
    }

    @Test
    void killedProcesses_leaveAStoreThatWorksAndIsSwept() throws Exception {
        Random random = new Random(20);
        for (int i = 0; i < 8; i++) {
            Process process = start("log" + i);
            process.waitFor(150 + random.nextInt(350), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            try (DiskStore store = DiskStore.open(root())) {
                isWhole(store, 0);
            }
        }
        endsWell(start("last"), "last");
        try (DiskStore store = DiskStore.open(root())) {
            isWhole(store, STEPS);
        }
        assertThat(root().resolve("tmp"))
                .satisfies(tmp -> org.assertj.core.api.Assertions.assertThat(
                                tmp.toFile().list())
                        .as("sweeping is done in the background and by the next one where it was cut short")
                        .hasSizeLessThanOrEqualTo(1));
    }
}
