package dev.slipway.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.step.ExecRunner;
import dev.slipway.engine.step.StepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RuncExecutorTest {
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
    void writtenFile_isTheWholeLayer() throws Exception {
        ExecRunner.Outcome outcome = fixture.run("echo hello > /etc/greeting");
        assertThat(Fixture.drawn(outcome.layer().orElseThrow()))
                .containsExactly("etc 040755 0:0", "etc/greeting 100644 0:0");
        assertThat(Files.readString(outcome.layer().orElseThrow().directory().resolve("etc/greeting")))
                .isEqualTo("hello\n");
    }

    @Test
    void stepThatChangesNothing_hasNoLayer() throws Exception {
        assertThat(fixture.run("ls /proc /sys /dev > /dev/null; cat /etc/hosts > /dev/null")
                        .layer())
                .isEmpty();
    }

    @Test
    void output_isStreamed() throws Exception {
        assertThat(fixture.print("echo out; echo err >&2")).contains("out").contains("err");
    }

    @Test
    void badExit_tellsCodeAndLastLines() {
        assertThatThrownBy(() -> fixture.run("for i in $(seq 100); do echo line $i; done; exit 3"))
                .isInstanceOfSatisfying(StepException.class, e -> {
                    assertThat(e.code()).isEqualTo(StepException.Code.EXIT_CODE);
                    assertThat(e.facts().exitCode()).contains(3);
                    assertThat(e.facts().lastLines()).hasSize(40).last().isEqualTo("line 100");
                });
    }

    @Test
    void cpuTime_isMeasured() throws Exception {
        ExecRunner.Outcome outcome = fixture.run("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done");
        assertThat(outcome.cpu()).isBetween(Duration.ofMillis(50), Duration.ofSeconds(30));
    }

    @Test
    void noLeftovers_inMountsOrStore() throws Exception {
        fixture.run("echo x > /x");
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(fixture.directory.toString());
        assertThat(fixture.store.root().resolve("drafts")).isEmptyDirectory();
    }
}
