package dev.slipway.engine.sandbox;

import static dev.slipway.engine.sandbox.Fixture.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.step.StepException;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.BuildRequest.SandboxRules;
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

class StepIsolationTest {
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
    void capabilitiesAndFilter_areDockersDefaults() throws Exception {
        String status = fixture.print("cat /proc/self/status");
        assertThat(status)
                .contains("CapEff:\t00000000a80425fb")
                .contains("CapBnd:\t00000000a80425fb")
                .contains("CapInh:\t0000000000000000")
                .contains("CapAmb:\t0000000000000000")
                .contains("NoNewPrivs:\t0")
                .contains("Seccomp:\t2");
    }

    @Test
    void forbiddenCalls_areRefused() throws Exception {
        assertThat(fixture.print("mount -t tmpfs x /tmp 2>&1 || true; hostname other 2>&1 || true"))
                .contains("mount: permission denied")
                .contains("sethostname: Operation not permitted");
    }

    @Test
    void maskedAndReadOnlyPaths_areDockers() throws Exception {
        assertThat(fixture.print("""
                        for f in kcore keys timer_list; do [ ! -e /proc/$f ] || wc -c < /proc/$f; done | grep -v '^0$'
                        ls /sys/firmware | wc -l
                        (echo 1 > /proc/sys/kernel/panic) 2>&1 || true""")).startsWith("0\n").contains("Read-only file system");
    }

    @Test
    void insecureStep_needsTheEntitlementAndHasEverything() throws Exception {
        ExecSpec insecure = step("cat /proc/self/status; mount -t tmpfs x /tmp", "", NetworkMode.DEFAULT, true);
        assertThatThrownBy(() -> fixture.run(insecure))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("security.insecure");
        fixture.rules = new SandboxRules(
                NetworkMode.DEFAULT,
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(BuildRequest.Entitlement.SECURITY_INSECURE),
                Map.of(),
                Map.of());
        fixture.run(insecure);
        String own = Files.readString(Path.of("/proc/self/status"));
        String bounding = own.lines()
                .filter(line -> line.startsWith("CapBnd"))
                .findFirst()
                .orElseThrow();
        assertThat(fixture.text())
                .contains(bounding.replace("CapBnd", "CapEff"))
                .contains("Seccomp:\t0");
    }

    @Test
    void users_areLookedUpInTheImage() throws Exception {
        assertThat(user("")).isEqualTo("uid=0(root) gid=0(root) groups=0(root) /root");
        assertThat(user("worker"))
                .isEqualTo("uid=1000(worker) gid=1001(work) groups=44(video),1001(work) /home/worker");
        assertThat(user("1000")).isEqualTo("uid=1000(worker) gid=1001(work) groups=44(video),1001(work) /home/worker");
        assertThat(user("worker:video")).isEqualTo("uid=1000(worker) gid=44(video) groups=44(video) /home/worker");
        assertThat(user("12:34")).isEqualTo("uid=12 gid=34 groups=34 /");
        assertThat(user("4242")).isEqualTo("uid=4242 gid=0(root) groups=0(root) /");
        assertThatThrownBy(() -> user("nobody-here")).hasMessageContaining("\"nobody-here\"");
        assertThatThrownBy(() -> user("worker:no-group")).hasMessageContaining("\"no-group\"");
    }

    private String user(String user) throws InterruptedException {
        fixture.output.reset();
        fixture.run(step("echo $(id) $HOME", user, NetworkMode.DEFAULT, false));
        return fixture.text();
    }

    @Test
    void noNetwork_hasOnlyTheLoopback() throws Exception {
        fixture.run(step("ls /sys/class/net; ip addr show lo | grep -o 127.0.0.1", "", NetworkMode.NONE, false));
        assertThat(fixture.text()).isEqualTo("lo\n127.0.0.1");
    }

    @Test
    void hostsAndResolvers_areShownButNotWritable() throws Exception {
        BuildRequest.ExtraHost extra = new BuildRequest.ExtraHost("build.example", "10.1.2.3");
        ExecSpec spec = new ExecSpec(
                List.of(
                        "/bin/sh",
                        "-c",
                        "cat /etc/hosts; hostname; (echo x >> /etc/resolv.conf) 2>&1 || true; echo y > /etc/y"),
                List.of("PATH=/bin"),
                ImagePath.ROOT,
                "",
                List.of(),
                new ExecSpec.Isolation(
                        NetworkMode.DEFAULT, false, List.of(extra), Optional.empty(), List.of(), Optional.of("named")),
                List.of());
        var layer = fixture.run(spec).layer().orElseThrow();
        assertThat(fixture.text())
                .contains("127.0.0.1\tlocalhost named")
                .contains("10.1.2.3\tbuild.example")
                .contains("\nnamed\n")
                .contains("Read-only file system");
        assertThat(Fixture.drawn(layer)).containsExactly("etc 040755 0:0", "etc/y 100644 0:0");
    }

    @Test
    void limitsAndSharedMemory_areSet() throws Exception {
        ExecSpec spec = new ExecSpec(
                List.of("/bin/sh", "-c", "ulimit -n; ulimit -Hn; df -k /dev/shm | grep -o '4096 '; pwd"),
                List.of("PATH=/bin"),
                new ImagePath("/new/place"),
                "",
                List.of(),
                new ExecSpec.Isolation(
                        NetworkMode.DEFAULT,
                        false,
                        List.of(),
                        Optional.of(4L << 20),
                        List.of(new BuildRequest.Ulimit("nofile", 77, 99)),
                        Optional.empty()),
                List.of());
        var layer = fixture.run(spec).layer().orElseThrow();
        assertThat(fixture.text()).startsWith("77\n99\n4096").endsWith("/new/place");
        assertThat(Fixture.drawn(layer)).containsExactly("new 040755 0:0", "new/place 040755 0:0");
    }

    @Test
    void absentProgram_isTold() {
        ExecSpec spec = new ExecSpec(
                List.of("no-such-program"),
                List.of("PATH=/bin"),
                ImagePath.ROOT,
                "",
                List.of(),
                step("").isolation(),
                List.of());
        assertThatThrownBy(() -> fixture.run(spec)).isInstanceOfSatisfying(StepException.class, e -> {
            assertThat(e.code()).isEqualTo(StepException.Code.EXIT_CODE);
            assertThat(e.facts().exitCode()).contains(127);
        });
    }

    @Test
    void absentRuntime_isToldWithPackages() {
        fixture.runtime = Optional.of(Path.of("/nonexistent/runc"));
        assertThatThrownBy(() -> fixture.run("true")).isInstanceOfSatisfying(StepException.class, e -> {
            assertThat(e.code()).isEqualTo(StepException.Code.NO_RUNTIME);
            assertThat(e.facts().hint().orElseThrow()).contains("SLIPWAY_RUNTIME");
        });
    }

    @Test
    void crun_doesTheSame() throws Exception {
        fixture.runtime = Optional.of(Path.of("crun"));
        String status = fixture.print("cat /proc/self/status; id -u");
        assertThat(status).contains("Seccomp:\t2").endsWith("\n0");
        assertThat(status).contains("CapEff:\t00000000a80425fb");
    }
}
