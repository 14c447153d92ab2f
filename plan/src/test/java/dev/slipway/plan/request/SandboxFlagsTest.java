package dev.slipway.plan.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.plan.PlanException;
import dev.slipway.plan.request.BuildRequest.Entitlement;
import dev.slipway.plan.request.BuildRequest.ExtraHost;
import dev.slipway.plan.request.BuildRequest.SecretSource;
import dev.slipway.plan.request.BuildRequest.SshSource;
import dev.slipway.plan.request.BuildRequest.Ulimit;
import dev.slipway.plan.request.SandboxFlags.NamedAgent;
import dev.slipway.plan.request.SandboxFlags.NamedSecret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxFlagsTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("TOKEN", "x", "SSH_AUTH_SOCK", "/run/agent");
    private final SandboxFlags flags =
            new SandboxFlags(Path.of("/here"), name -> Optional.ofNullable(ENVIRONMENT.get(name)));

    private static SecretSource file(String path) {
        return new SecretSource.FromFile(Path.of(path));
    }

    @Test
    void secret_comesFromAFileOrAVariable() {
        assertThat(flags.secret("id=a,src=f")).isEqualTo(new NamedSecret("a", file("/here/f")));
        assertThat(flags.secret("type=file,id=a,source=/f")).isEqualTo(new NamedSecret("a", file("/f")));
        assertThat(flags.secret("id=a,env=V")).isEqualTo(new NamedSecret("a", new SecretSource.FromEnvironment("V")));
        assertThat(flags.secret("type=env,id=a,src=V"))
                .isEqualTo(new NamedSecret("a", new SecretSource.FromEnvironment("V")));
        assertThat(flags.secret("id=TOKEN"))
                .isEqualTo(new NamedSecret("TOKEN", new SecretSource.FromEnvironment("TOKEN")));
        assertThat(flags.secret("id=other")).isEqualTo(new NamedSecret("other", file("/here/other")));
        assertThat(flags.secret("type=file,id=TOKEN")).isEqualTo(new NamedSecret("TOKEN", file("/here/TOKEN")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"src=f", "id=a,src=f,env=V", "type=vault,id=a", "id=a,what=b", ""})
    void badSecret_isRefused(String text) {
        assertThatThrownBy(() -> flags.secret(text)).isInstanceOf(PlanException.class);
    }

    @Test
    void ssh_isAnAgentOrFiles() {
        assertThat(flags.ssh("default"))
                .isEqualTo(new NamedAgent("default", new SshSource.Agent(Path.of("/run/agent"))));
        assertThat(flags.ssh("git=k1,/k2"))
                .isEqualTo(new NamedAgent("git", new SshSource.Keys(List.of(Path.of("/here/k1"), Path.of("/k2")))));
        SandboxFlags bare = new SandboxFlags(Path.of("/"), name -> Optional.empty());
        assertThatThrownBy(() -> bare.ssh("default")).hasMessageContaining("SSH_AUTH_SOCK is not set");
    }

    @Test
    void ulimit_hasOneOrTwoLimits() {
        assertThat(flags.ulimit("nofile=10")).isEqualTo(new Ulimit("nofile", 10, 10));
        assertThat(flags.ulimit("nofile=10:20")).isEqualTo(new Ulimit("nofile", 10, 20));
        assertThat(flags.ulimit("core=0:-1")).isEqualTo(new Ulimit("core", 0, -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nofile", "nofile=", "nofile=a", "nofile=2:1", "nofile=-1:1", "nofile=1:2:3", "nofiles=1"})
    void badUlimit_isRefused(String text) {
        assertThatThrownBy(() -> flags.ulimit(text)).isInstanceOf(PlanException.class);
    }

    @Test
    void extraHost_takesBothAddressKinds() {
        assertThat(flags.extraHost("db:10.0.0.1")).isEqualTo(new ExtraHost("db", "10.0.0.1"));
        assertThat(flags.extraHost("db=::1")).isEqualTo(new ExtraHost("db", "::1"));
        assertThat(flags.extraHost("db:[fe80::1]")).isEqualTo(new ExtraHost("db", "fe80::1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"db", "db:", ":1.2.3.4", "db:1.2.3", "db:1.2.3.256", "db:name", "db:host-gateway", "db:1::2::3"})
    void badExtraHost_isRefused(String text) {
        assertThatThrownBy(() -> flags.extraHost(text)).isInstanceOf(PlanException.class);
    }

    @Test
    void sizes_arePowersOf1024() {
        assertThat(flags.shmSize("512")).isEqualTo(512);
        assertThat(flags.shmSize("64m")).isEqualTo(64L << 20);
        assertThat(flags.shmSize("1.5GiB")).isEqualTo(3L << 29);
        assertThat(flags.shmSize("2 kB")).isEqualTo(2048);
        for (String bad : List.of("", "m", "-1", "1x", "1..5m", ".5m", "9999999p")) {
            assertThatThrownBy(() -> flags.shmSize(bad)).as(bad).isInstanceOf(PlanException.class);
        }
    }

    @Test
    void words_areOneOfAFew() {
        assertThat(flags.entitlement("security.insecure")).isEqualTo(Entitlement.SECURITY_INSECURE);
        assertThat(flags.network("none")).isEqualTo(NetworkMode.NONE);
        assertThatThrownBy(() -> flags.entitlement("network.hots"))
                .isInstanceOfSatisfying(
                        PlanException.class, e -> assertThat(e.hint()).contains("use \"network.host\""));
        assertThatThrownBy(() -> flags.network("bridge")).hasMessageContaining("default, none or host");
    }
}
