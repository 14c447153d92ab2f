package dev.slipway.serve.embedded;

import static dev.slipway.serve.embedded.Requests.endless;
import static dev.slipway.serve.embedded.Requests.greedy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.serve.engine.ServeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightUpdateTest {
    @TempDir
    private Path directory;

    private static EmbeddedEngine open(Path model) {
        return EmbeddedEngine.open(EmbeddedConfig.of(model).withSlots(3).withThreads(1));
    }

    private static void update(EmbeddedEngine engine, Path model) {
        engine.admin()
                .updateWeights(model.toString(), Optional.empty())
                .toCompletableFuture()
                .join();
    }

    private static List<Integer> answer(EmbeddedEngine engine, String prompt) {
        return Reader.of(engine.generate(greedy(prompt, endless(12)))).done().ids(0);
    }

    @Test
    void runningAnswer_endsOnTheOldWeights_newOnesUseTheNew() {
        try (EmbeddedEngine engine = open(TinyModels.file(1))) {
            List<Integer> old = Reader.of(engine.generate(greedy("zzz", endless(200))))
                    .done()
                    .ids(0);
            Reader running =
                    Reader.of(engine.generate(greedy("zzz", endless(200))), 1).begun();
            update(engine, TinyModels.file(2));
            List<Integer> fresh = answer(engine, "zzz");
            assertThat(running.isDone()).isFalse();
            running.request(Long.MAX_VALUE);
            assertThat(running.done().ids(0)).isEqualTo(old);
            assertThat(fresh).isNotEqualTo(old.subList(0, fresh.size()));
            assertThat(engine.model().path()).isEqualTo(TinyModels.file(2).toString());
            assertThat(engine.model().details()).containsEntry("weight_version", "2");
        }
    }

    @Test
    void updatesUnderTraffic_loseNothing() {
        try (EmbeddedEngine engine = open(TinyModels.file(1))) {
            List<Integer> first = answer(engine, "zzz");
            update(engine, TinyModels.file(2));
            List<Integer> second = answer(engine, "zzz");
            assertThat(second).isNotEqualTo(first);
            AtomicBoolean stop = new AtomicBoolean();
            List<CompletableFuture<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(CompletableFuture.supplyAsync(() -> {
                    int answers = 0;
                    while (!stop.get()) {
                        assertThat(answer(engine, "zzz")).isIn(first, second);
                        engine.text()
                                .tokenize("Grüße", false)
                                .toCompletableFuture()
                                .join();
                        engine.text()
                                .detokenize(List.of(65, 66))
                                .toCompletableFuture()
                                .join();
                        answers++;
                    }
                    return answers;
                }));
            }
            for (int i = 0; i < 8; i++) {
                update(engine, TinyModels.file(i % 2 + 1));
            }
            stop.set(true);
            clients.forEach(client -> assertThat(client.join()).isPositive());
            assertThat(answer(engine, "zzz")).isEqualTo(second);
        }
    }

    @Test
    void modelThatCannotBeLoaded_leavesTheOldOne() throws IOException {
        Path broken = Files.write(directory.resolve("broken.gguf"), new byte[50]);
        try (EmbeddedEngine engine = open(TinyModels.file(1))) {
            List<Integer> before = answer(engine, "A container");
            assertThatThrownBy(() -> update(engine, broken))
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("broken.gguf");
            assertThatThrownBy(() -> update(engine, directory.resolve("none"))).hasMessageContaining("no such file");
            assertThat(answer(engine, "A container")).isEqualTo(before);
            assertThat(engine.isHealthy()).isTrue();
        }
    }

    @Test
    void servedFile_mayBeOverwritten() throws IOException {
        Path file = Files.copy(TinyModels.file(1), directory.resolve("served.gguf"));
        try (EmbeddedEngine engine = open(file)) {
            List<Integer> before = answer(engine, "A container");
            Files.write(file, new byte[] {0});
            assertThat(answer(engine, "A container")).isEqualTo(before);
        }
    }

    @Test
    void flush_forgetsPrompts_butNotWhileSomethingRuns() {
        try (EmbeddedEngine engine = open(TinyModels.file(1))) {
            answer(engine, "A container image is a stack");
            assertThat(Reader.of(engine.generate(greedy("A container image is a stack", 1)))
                            .done()
                            .usage(0)
                            .cached())
                    .isPositive();
            Reader running =
                    Reader.of(engine.generate(greedy("The ", endless(900))), 1).begun();
            assertThat(engine.admin().flushCache().toCompletableFuture().join()).isFalse();
            running.cancel();
            while (engine.admin().load().running() > 0) {
                Thread.onSpinWait();
            }
            assertThat(engine.admin().flushCache().toCompletableFuture().join()).isTrue();
            assertThat(engine.admin().load().tokens()).isZero();
            assertThat(Reader.of(engine.generate(greedy("A container image is a stack", 1)))
                            .done()
                            .usage(0)
                            .cached())
                    .isZero();
        }
    }

    @Test
    void close_endsWhatRuns() {
        EmbeddedEngine engine = open(TinyModels.file(1));
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            readers.add(Reader.of(engine.generate(greedy("The ", endless(900)))));
        }
        readers.getFirst().begun();
        engine.close();
        engine.close();
        // The first has only just begun; others may have been through by then.
        assertThatThrownBy(readers.getFirst()::done)
                .isInstanceOfSatisfying(
                        ServeException.class, e -> assertThat(e.code()).isEqualTo(ServeException.Code.UNAVAILABLE));
        for (Reader reader : readers.subList(1, readers.size())) {
            try {
                assertThat(reader.done().ids(0)).hasSize(900);
            } catch (ServeException e) {
                assertThat(e.code()).isEqualTo(ServeException.Code.UNAVAILABLE);
            }
        }
        assertThat(engine.isHealthy()).isFalse();
        assertThatThrownBy(() -> answer(engine, "x")).isInstanceOf(ServeException.class);
    }

    @Test
    void profile_isRecordedOnce() {
        try (EmbeddedEngine engine = open(TinyModels.file(1))) {
            var admin = engine.admin();
            assertThatThrownBy(() -> admin.stopProfile().toCompletableFuture().join())
                    .hasMessageContaining("no profile is being recorded");
            admin.startProfile(Optional.of(directory)).toCompletableFuture().join();
            assertThatThrownBy(() -> admin.startProfile(Optional.empty())
                            .toCompletableFuture()
                            .join())
                    .hasMessageContaining("already");
            admin.stopProfile().toCompletableFuture().join();
            assertThat(directory).isDirectoryContaining(file -> file.toString().endsWith(".jfr"));
        }
    }
}
