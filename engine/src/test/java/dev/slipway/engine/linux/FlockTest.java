package dev.slipway.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlockTest {
    @TempDir
    Path temp;

    @Test
    void exclusive_excludesWithinOneProcessAndEndsWithTheFile() throws Exception {
        Place file = Place.of(temp.resolve("lock"));
        try (Flock other = Flock.open(file)) {
            try (Flock one = Flock.open(file)) {
                assertThat(one.tryExclusive()).isTrue();
                assertThat(other.tryExclusive()).isFalse();
                assertThat(other.tryShared()).isFalse();
            }
            assertThat(other.tryExclusive()).isTrue();
        }
    }

    @Test
    void shared_isSharedAndKeepsExclusiveOut() throws Exception {
        Place file = Place.of(temp.resolve("lock"));
        try (Flock one = Flock.open(file);
                Flock other = Flock.open(file)) {
            assertThat(one.tryShared()).isTrue();
            assertThat(other.tryShared()).isTrue();
            assertThat(one.tryExclusive()).isFalse();
            other.unlock();
            assertThat(one.tryExclusive()).isTrue();
        }
    }

    @Test
    void otherProcess_isKeptOut() throws Exception {
        Path file = temp.resolve("lock");
        try (Flock one = Flock.open(Place.of(file))) {
            assertThat(one.tryExclusive()).isTrue();
            Process process = new ProcessBuilder("flock", "-n", file.toString(), "true").start();
            assertThat(process.waitFor()).isEqualTo(1);
        }
    }
}
