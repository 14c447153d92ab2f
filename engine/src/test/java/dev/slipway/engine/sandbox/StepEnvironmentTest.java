package dev.slipway.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.engine.sandbox.bundle.SandboxUser;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.request.NetworkMode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepEnvironmentTest {
    private static List<String> of(List<String> environment, List<String> proxies, List<String> added) {
        ExecSpec spec = new ExecSpec(
                List.of("true"),
                environment,
                ImagePath.ROOT,
                "",
                List.of(),
                new ExecSpec.Isolation(
                        NetworkMode.DEFAULT, false, List.of(), Optional.empty(), List.of(), Optional.empty()),
                proxies);
        return StepEnvironment.of(spec, added, new SandboxUser(0, 0, List.of(), "/root"));
    }

    @Test
    void laterSource_winsOverEarlier() {
        assertThat(of(
                        List.of("PATH=/bin", "HTTP_PROXY=env", "TOKEN=env"),
                        List.of("HTTP_PROXY=given", "http_proxy=given"),
                        List.of("TOKEN=secret")))
                .containsExactly("PATH=/bin", "HTTP_PROXY=given", "http_proxy=given", "TOKEN=secret", "HOME=/root");
    }

    @Test
    void home_isTheUsersUnlessSaid() {
        assertThat(of(List.of("HOME=/h"), List.of(), List.of())).containsExactly("HOME=/h");
    }
}
