package dev.slipway.engine.sandbox;

import static dev.slipway.engine.sandbox.Fixture.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.step.StepException;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.ExecSpec.Mount;
import dev.slipway.plan.graph.ExecSpec.Ownership;
import dev.slipway.plan.request.BuildRequest.SandboxRules;
import dev.slipway.plan.request.BuildRequest.SshSource;
import dev.slipway.plan.request.NetworkMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SshAgentsTest {
    private static final Mount MOUNT =
            new Mount.Ssh("default", new ImagePath("/run/agent.sock"), true, new Ownership(1000, 1001, 0600));

    /** The machine's own programs, for ssh-add. */
    private static final Mount PROGRAMS = new Mount.Bind(1, ImagePath.ROOT, new ImagePath("/usr"), false);

    private Fixture fixture;

    @BeforeEach
    void prepare() throws IOException {
        fixture = new Fixture();
        fixture.layer(layer -> {
            Files.createSymbolicLink(layer.resolve("lib"), Path.of("usr/lib"));
            Files.createSymbolicLink(layer.resolve("lib64"), Path.of("usr/lib64"));
        });
    }

    @AfterEach
    void cleanUp() throws IOException {
        fixture.close();
    }

    @Test
    void agentsSocket_isServedToTheStepsUser() throws Exception {
        Path socket = fixture.directory.resolve("agent");
        Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            while (!Files.exists(socket)) {
                Thread.sleep(5);
            }
            give(new SshSource.Agent(socket));
            fixture.run(
                    step(
                            "stat -c '%a %u:%g' $SSH_AUTH_SOCK; /usr/bin/ssh-add -l || true",
                            "worker", NetworkMode.DEFAULT, false, MOUNT, PROGRAMS),
                    fixture.machine(Path.of("/usr")));
        } finally {
            agent.destroyForcibly().waitFor();
        }
        assertThat(fixture.text()).isEqualTo("600 1000:1001\nThe agent has no identities.");
    }

    @Test
    void keyFile_isHeldByAnAgentForTheStep() throws Exception {
        Path key = fixture.directory.resolve("key");
        Process made = new ProcessBuilder(
                        "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "the-key", "-f", key.toString())
                .start();
        assertThat(made.waitFor()).isZero();
        Files.setAttribute(key, "unix:mode", 0644);
        give(new SshSource.Keys(List.of(key)));
        fixture.run(
                step("/usr/bin/ssh-add -L; /usr/bin/ssh-add -l | wc -l", MOUNT, PROGRAMS),
                fixture.machine(Path.of("/usr")));
        assertThat(fixture.text()).startsWith("ssh-ed25519 ").endsWith("the-key\n1");
    }

    @Test
    void fileThatIsNoKey_isRefused() throws Exception {
        give(new SshSource.Keys(List.of(Files.writeString(fixture.directory.resolve("text"), "not a key"))));
        assertThatThrownBy(() -> fixture.run(step("true", MOUNT)))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("cannot use SSH key");
    }

    @Test
    void missingAgent_failsOnlyWhenRequired() throws Exception {
        assertThatThrownBy(() -> fixture.run(step("true", MOUNT)))
                .isInstanceOfSatisfying(
                        StepException.class, e -> assertThat(e.code()).isEqualTo(StepException.Code.MISSING_SECRET));
        fixture.run(step(
                "echo none:$SSH_AUTH_SOCK",
                new Mount.Ssh("default", new ImagePath("/run/agent.sock"), false, new Ownership(0, 0, 0600))));
        assertThat(fixture.text()).isEqualTo("none:");
    }

    private void give(SshSource source) {
        fixture.rules = new SandboxRules(
                NetworkMode.DEFAULT,
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of(),
                Map.of("default", source));
    }
}
