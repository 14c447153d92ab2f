package dev.slipway.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of a user who is root of a user namespace only, as the launcher makes it. */
class UserNamespaceTest {
    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun"})
    void step_runsWithoutRightsOnTheMachine(String runtime) throws Exception {
        Process child = new ProcessBuilder(
                        "unshare",
                        "--user",
                        "--map-root-user",
                        "--mount",
                        "--propagation",
                        "private",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Inside.class.getName(),
                        runtime)
                .redirectErrorStream(true)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(output).isZero();
        assertThat(output)
                .contains("Seccomp:\t2")
                .contains("CapEff:\t00000000a80425fb")
                .contains("mknod: /tmp/disk: Operation not permitted")
                .contains("null is there")
                .contains("[made 100644 0:0]");
    }

    /** Runs a step and shows its layer. */
    static final class Inside {
        public static void main(String[] arguments) throws Exception {
            try (Fixture fixture = new Fixture()) {
                fixture.runtime = Optional.of(Path.of(arguments[0]));
                var outcome = fixture.run("cat /proc/self/status; mknod /tmp/disk b 8 0 2>&1; "
                        + "echo lost > /dev/null && echo null is there; echo x > /made");
                System.out.println(fixture.text());
                System.out.println(Fixture.drawn(outcome.layer().orElseThrow()));
            }
        }
    }
}
