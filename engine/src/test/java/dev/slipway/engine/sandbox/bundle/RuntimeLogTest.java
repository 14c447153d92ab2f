package dev.slipway.engine.sandbox.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeLogTest {
    @TempDir
    Path directory;

    @Test
    void lastError_isTold() throws IOException {
        Path log = Files.writeString(directory.resolve("log"), """
                {"level":"warning","msg":"one","time":"t"}
                {"level":"error","msg":"two","time":"t"}
                {"level":"warning","msg":"three","time":"t"}
                """);
        assertThat(RuntimeLog.error(log)).contains("two");
        assertThat(RuntimeLog.error(directory.resolve("absent"))).isEmpty();
    }

    @Test
    void exitCode_isAShells() {
        assertThat(
                        RuntimeLog.exitCode(
                                "runc run failed: unable to start container process: exec: \"x\": executable file not found in $PATH"))
                .contains(127);
        assertThat(RuntimeLog.exitCode("executable file `x` not found in $PATH: No such file or directory"))
                .contains(127);
        assertThat(RuntimeLog.exitCode("unable to start container process: exec: \"/x\": permission denied"))
                .contains(126);
        assertThat(RuntimeLog.exitCode("error mounting \"cgroup\" to rootfs: permission denied"))
                .isEmpty();
    }
}
