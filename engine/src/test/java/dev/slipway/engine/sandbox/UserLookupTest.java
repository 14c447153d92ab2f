package dev.slipway.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.sandbox.bundle.SandboxUser;
import dev.slipway.engine.step.StepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserLookupTest {
    @TempDir
    Path root;

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(
                root.resolve("etc/passwd"), "# comment\nbroken\nroot:x:0:0::/root:/bin/sh\nann:x:7:8::/home/ann:\n");
        Files.writeString(root.resolve("etc/group"), "staff:x:8:\naudio:x:29:bob,ann\nannex:x:30:anna\n");
    }

    @Test
    void name_hasItsGroupsAndHome() {
        assertThat(new UserLookup(root).find("ann")).isEqualTo(new SandboxUser(7, 8, List.of(8L, 29L), "/home/ann"));
    }

    @Test
    void groupGiven_isTheOnlyOne() {
        assertThat(new UserLookup(root).find("ann:audio")).isEqualTo(new SandboxUser(7, 29, List.of(29L), "/home/ann"));
        assertThat(new UserLookup(root).find("ann:99")).isEqualTo(new SandboxUser(7, 99, List.of(99L), "/home/ann"));
    }

    @Test
    void imageWithoutFiles_takesNumbersOnly() throws IOException {
        Files.delete(root.resolve("etc/passwd"));
        Files.delete(root.resolve("etc/group"));
        assertThat(new UserLookup(root).find("")).isEqualTo(new SandboxUser(0, 0, List.of(0L), "/"));
        assertThat(new UserLookup(root).find("5:6")).isEqualTo(new SandboxUser(5, 6, List.of(6L), "/"));
        assertThatThrownBy(() -> new UserLookup(root).find("ann")).isInstanceOf(StepException.class);
    }

    @Test
    void linkOutOfTheImage_staysInIt() throws IOException {
        Files.move(root.resolve("etc/passwd"), root.resolve("users"));
        Files.createSymbolicLink(root.resolve("etc/passwd"), Path.of("../../../../../users"));
        assertThat(new UserLookup(root).find("ann").uid()).isEqualTo(7);
        Files.delete(root.resolve("etc/passwd"));
        Files.createSymbolicLink(root.resolve("etc/passwd"), Path.of("/etc/passwd"));
        assertThatThrownBy(() -> new UserLookup(root).find("root")).hasMessageContaining("symbolic links");
    }

    @Test
    void tooLargeNumber_isAName() {
        assertThatThrownBy(() -> new UserLookup(root).find("99999999999")).hasMessageContaining("99999999999");
    }
}
