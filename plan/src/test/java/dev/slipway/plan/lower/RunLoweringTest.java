package dev.slipway.plan.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.ImagePath;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.Plans;
import dev.slipway.plan.graph.BuildGraph;
import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.graph.ExecSpec.Mount;
import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.request.BuildRequest.Entitlement;
import dev.slipway.plan.request.BuildRequest.ExtraHost;
import dev.slipway.plan.request.BuildRequest.SandboxRules;
import dev.slipway.plan.request.BuildRequest.Ulimit;
import dev.slipway.plan.request.NetworkMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunLoweringTest {
    private static final String FROM = "FROM debian:trixie\n";

    @Test
    void shellForm_runsInTheStagesShell() {
        Plans plans = Plans.of(FROM + "SHELL [\"/bin/bash\", \"-ec\"]\nWORKDIR /w\nUSER app\nRUN make \\\n  all\n");
        ExecSpec spec = plans.exec();
        assertThat(spec.arguments()).containsExactly("/bin/bash", "-ec", "make   all");
        assertThat(spec.workingDirectory()).isEqualTo(ImagePath.of("/w"));
        assertThat(spec.user()).isEqualTo("app");
        assertThat(plans.history()).last().isEqualTo("RUN /bin/bash -ec make   all # buildkit");
    }

    @Test
    void execForm_isRunAsItIs() {
        Plans plans = Plans.of(FROM + "RUN [\"echo\", \"$HOME\"]\n");
        assertThat(plans.exec().arguments()).containsExactly("echo", "$HOME");
        assertThat(plans.history()).containsExactly("RUN echo $HOME # buildkit");
    }

    @Test
    void argumentsInScope_areEnvironmentAndHistory() {
        Plans plans = Plans.of(
                        "ARG GLOBAL=g\n" + FROM + "ARG A=1\nARG B\nARG GLOBAL\nARG TARGETARCH\nARG C=$A$B\nRUN true\n")
                .arg("B", "two");
        assertThat(plans.exec().environment())
                .containsExactly("PATH=/usr/bin:/bin", "A=1", "B=two", "GLOBAL=g", "TARGETARCH=amd64", "C=1two");
        assertThat(plans.history())
                .last()
                .isEqualTo("RUN |5 A=1 B=two GLOBAL=g TARGETARCH=amd64 C=1two /bin/sh -c true # buildkit");
    }

    @Test
    void envAndArgOfOneName_theLaterWins() {
        assertThat(Plans.of(FROM + "ARG V=arg\nENV V=env\nRUN true\n").exec().environment())
                .contains("V=env");
        assertThat(Plans.of(FROM + "ENV V=env\nARG V=arg\nRUN true\n").exec().environment())
                .contains("V=arg");
        assertThat(Plans.of(FROM + "ENV V=env\nARG V\nRUN true\n").exec().environment())
                .contains("V=env");
    }

    @Test
    void childStage_keepsTheArgumentsOfItsBase() {
        Plans plans = Plans.of("FROM debian:trixie AS a\nARG A=1\nENV E=2\nFROM a\nARG B=3\nRUN true\n");
        assertThat(plans.exec().environment()).containsExactly("A=1", "PATH=/usr/bin:/bin", "E=2", "B=3");
        assertThat(plans.history()).last().isEqualTo("RUN |2 A=1 B=3 /bin/sh -c true # buildkit");
    }

    @Test
    void proxies_reachTheProcessButNotTheIdentity() {
        Plans with = Plans.of(FROM + "RUN true\n").arg("HTTP_PROXY", "http://p:1");
        ExecSpec spec = with.exec();
        assertThat(spec.proxyEnvironment()).containsExactly("HTTP_PROXY=http://p:1", "http_proxy=http://p:1");
        assertThat(spec.environment()).containsExactly("PATH=/usr/bin:/bin");
        assertThat(with.history()).containsExactly("RUN /bin/sh -c true # buildkit");
        assertThat(with.graph().result())
                .isEqualTo(Plans.of(FROM + "RUN true\n").graph().result());
    }

    @Test
    void declaredProxy_isAnArgumentLikeOthers() {
        Plans plans = Plans.of(FROM + "ARG HTTP_PROXY\nRUN true\n").arg("HTTP_PROXY", "http://p:1");
        assertThat(plans.exec().environment()).contains("HTTP_PROXY=http://p:1");
        assertThat(plans.exec().proxyEnvironment()).containsExactly("HTTP_PROXY=http://p:1", "http_proxy=http://p:1");
    }

    @Test
    void variableSetAgain_movesToTheEnd() {
        Plans plans = Plans.of(FROM + "ENV A=1 B=2\nARG X=3\nENV A=4\nRUN true\n");
        assertThat(plans.exec().environment()).containsExactly("PATH=/usr/bin:/bin", "B=2", "X=3", "A=4");
        assertThat(plans.runtime().env()).containsExactly("PATH=/usr/bin:/bin", "A=4", "B=2");
    }

    @Test
    void path_hasADefault() {
        assertThat(Plans.of("FROM scratch\nRUN [\"/x\"]\n").exec().environment())
                .containsExactly("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    }

    @Test
    void heredocAlone_isTheScript() {
        Plans plans = Plans.of(FROM + "RUN <<EOF\necho $A\necho b\nEOF\n");
        assertThat(plans.exec().arguments()).containsExactly("/bin/sh", "-c", "echo $A\necho b\n");
        assertThat(plans.names()).last().isEqualTo("[2/2] RUN <<EOF (echo $A...)");
    }

    @Test
    void heredocWithShebang_isAFileThatIsMounted() {
        Plans plans = Plans.of(FROM + "RUN <<SCRIPT\n#!/usr/bin/python3\nprint(1)\nSCRIPT\n");
        ExecSpec spec = plans.exec();
        assertThat(spec.arguments()).containsExactly("/bin/sh", "-c", "/dev/pipes/SCRIPT");
        assertThat(spec.mounts()).containsExactly(new Mount.Bind(1, ImagePath.ROOT, ImagePath.of("/dev/pipes"), false));
        FileAction.WriteFile file = (FileAction.WriteFile) plans.actions().getFirst();
        assertThat(file.name()).isEqualTo("SCRIPT");
        assertThat(new String(file.content().bytes())).isEqualTo("#!/usr/bin/python3\nprint(1)\n");
        assertThat(file.placement().mode()).contains(new FileAction.ModeChange.Octal(0755));
    }

    @Test
    void heredocsInACommand_areLeftToItsShell() {
        Plans plans = Plans.of(FROM + "RUN cat <<A <<-B > /f\none\nA\n\ttwo\n\tB\n");
        assertThat(plans.exec().arguments()).last().isEqualTo("cat <<A <<-B > /f\none\nA\ntwo\nB");
    }

    @Test
    void mounts_haveTheirDocumentedDefaults() {
        Plans plans = Plans.of("FROM debian:trixie AS tools\n" + FROM + """
                WORKDIR /work
                RUN --mount=type=bind,target=src \\
                    --mount=from=tools,source=/t,target=/t,rw \\
                    --mount=type=cache,target=/root/.cache/ \\
                    --mount=type=cache,id=x,target=c,sharing=locked,from=tools,source=/seed,uid=7,gid=8,mode=700,ro \\
                    --mount=type=tmpfs,target=/tmp,size=64m \\
                    --mount=type=secret,id=dir/token \\
                    --mount=type=secret,id=key,env=KEY,required \\
                    --mount=type=secret,target=/etc/pass,uid=1,mode=0440,env=PASS \\
                    --mount=type=ssh \\
                    --mount=type=ssh,id=git,required=true \\
                    true
                """);
        assertThat(plans.exec().mounts())
                .containsExactly(
                        new Mount.Bind(1, ImagePath.ROOT, ImagePath.of("/work/src"), false),
                        new Mount.Bind(2, ImagePath.of("/t"), ImagePath.of("/t"), true),
                        new Mount.Cache(
                                "/root/.cache",
                                ImagePath.of("/root/.cache"),
                                ExecSpec.Sharing.SHARED,
                                false,
                                Optional.empty(),
                                new ExecSpec.Ownership(0, 0, 0755)),
                        new Mount.Cache(
                                "x",
                                ImagePath.of("/work/c"),
                                ExecSpec.Sharing.LOCKED,
                                true,
                                Optional.of(new ExecSpec.Seed(2, ImagePath.of("/seed"))),
                                new ExecSpec.Ownership(7, 8, 0700)),
                        new Mount.Tmpfs(ImagePath.of("/tmp"), Optional.of(64L << 20)),
                        secret("dir/token", Optional.of("/run/secrets/token"), Optional.empty(), false, 0, 0400),
                        secret("key", Optional.empty(), Optional.of("KEY"), true, 0, 0400),
                        secret("pass", Optional.of("/etc/pass"), Optional.of("PASS"), false, 1, 0440),
                        new Mount.Ssh(
                                "default",
                                ImagePath.of("/run/buildkit/ssh_agent.0"),
                                false,
                                new ExecSpec.Ownership(0, 0, 0600)),
                        new Mount.Ssh(
                                "git",
                                ImagePath.of("/run/buildkit/ssh_agent.1"),
                                true,
                                new ExecSpec.Ownership(0, 0, 0600)));
        assertThat(plans.exec().environment()).contains("SSH_AUTH_SOCK=/run/buildkit/ssh_agent.0");
        assertThat(plans.graph().result().inputs()).hasSize(3);
    }

    private static Mount secret(
            String id, Optional<String> target, Optional<String> variable, boolean required, long uid, int mode) {
        return new Mount.Secret(
                id, target.map(ImagePath::of), variable, required, new ExecSpec.Ownership(uid, 0, mode));
    }

    @Test
    void mountOptions_areExpandedAndChecked() {
        Plans plans = Plans.of(FROM + "ARG DIR=/c\nRUN --mount=type=cache,target=$DIR true\n");
        assertThat(((Mount.Cache) plans.exec().mounts().getFirst()).target()).isEqualTo(ImagePath.of("/c"));
        assertBad("--mount=type=tmpfs,target=/t,mode=755", "cannot use \"mode\" on a mount of type tmpfs");
        assertBad("--mount=type=cache,target=/", "cannot mount cache on \"/\"");
        assertBad("--mount=type=tmpfs,target=/t,size=much", "cannot read size of --mount: \"much\"");
        assertBad("--mount=type=secret", "cannot mount a secret without a name");
        assertBad("--mount=type=cache,target=/c,uid=root", "cannot read uid of --mount: \"root\"");
        assertBad("--mount=type=bind,target=/c,ro=perhaps", "cannot read readonly of --mount: \"perhaps\"");
    }

    private static void assertBad(String flag, String message) {
        assertThatThrownBy(() -> Plans.of(FROM + "RUN " + flag + " true\n").plan())
                .hasMessageStartingWith("Dockerfile:2:")
                .hasMessageContaining(message);
    }

    @Test
    void networkAndSandboxRules_areTheSteps() {
        SandboxRules rules = new SandboxRules(
                NetworkMode.HOST,
                List.of(new ExtraHost("db", "10.0.0.1")),
                Optional.of(1024L),
                List.of(new Ulimit("nofile", 10, 20)),
                List.of(Entitlement.SECURITY_INSECURE),
                Map.of(),
                Map.of());
        Plans plans = Plans.of(FROM + "RUN one\nRUN --network=none --security=insecure two\n")
                .sandbox(rules)
                .arg("BUILDKIT_SANDBOX_HOSTNAME", "box");
        ExecSpec.Isolation first = plans.execs().getFirst().isolation();
        assertThat(first.network()).isEqualTo(NetworkMode.HOST);
        assertThat(first.extraHosts()).containsExactly(new ExtraHost("db", "10.0.0.1"));
        assertThat(first.shmSizeBytes()).contains(1024L);
        assertThat(first.ulimits()).containsExactly(new Ulimit("nofile", 10, 20));
        assertThat(first.hostname()).contains("box");
        assertThat(first.insecure()).isFalse();
        ExecSpec.Isolation second = plans.execs().get(1).isolation();
        assertThat(second.network()).isEqualTo(NetworkMode.NONE);
        assertThat(second.insecure()).isTrue();
    }

    @Test
    void insecureWithoutEntitlement_isRefusedAtItsFlag() {
        assertThatThrownBy(
                        () -> Plans.of(FROM + "RUN --security=insecure true\n").plan())
                .isInstanceOfSatisfying(
                        PlanException.class,
                        e -> assertThat(e.code()).isEqualTo(PlanException.Code.MISSING_ENTITLEMENT))
                .hasMessageStartingWith("Dockerfile:2:16: cannot run with --security=insecure");
    }

    @Test
    void names_showSetVariablesAndLeaveTheRest() {
        BuildGraph graph =
                Plans.of(FROM + "ARG V=1\nRUN echo \"$V\" '$V' $UNSET\n").graph();
        assertThat(graph.notes(graph.result()).name()).isEqualTo("[2/2] RUN echo \"1\" '$V' $UNSET");
    }
}
