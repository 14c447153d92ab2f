package dev.slipway.plan.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageConfig.Commands;
import dev.slipway.image.ImageConfig.Declared;
import dev.slipway.image.ImageConfig.Healthcheck;
import dev.slipway.plan.Plans;
import dev.slipway.plan.graph.FileAction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigFoldTest {
    private static final ImageConfig.Runtime BASE = new ImageConfig.Runtime(
            "app",
            "/srv/",
            "SIGINT",
            List.of("PATH=/bin", "A=base"),
            new Commands(Optional.of(List.of("/entry")), Optional.of(List.of("arg")), Optional.empty(), false),
            Optional.empty(),
            new Declared(List.of("80/tcp"), List.of("/data"), Map.of("l", "base")),
            List.of());

    private static Plans plans(String lines) {
        return Plans.of("FROM base:1\n" + lines).image("base:1", BASE);
    }

    private static ImageConfig.Runtime fold(String lines) {
        return plans(lines).runtime();
    }

    @Test
    void nothing_keepsTheBasesSettings() {
        assertThat(fold(""))
                .isEqualTo(new ImageConfig.Runtime(
                        "app", "/srv/", "SIGINT", BASE.env(), BASE.lists(), Optional.empty(), BASE.sets(), List.of()));
    }

    @Test
    void scratch_hasAPathAndTheRootAsDirectory() {
        ImageConfig.Runtime runtime = Plans.of("FROM scratch\n").runtime();
        assertThat(runtime.env()).containsExactly("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        assertThat(runtime.workingDir()).isEqualTo("/");
    }

    @Test
    void env_seesTheEnvironmentBeforeTheInstruction() {
        Plans plans = plans("ENV A=1 B=$A C=\"x y\"\nENV D=$A\n");
        assertThat(plans.runtime().env()).containsExactly("PATH=/bin", "A=1", "B=base", "C=x y", "D=1");
        assertThat(plans.history()).containsExactly("E ENV A=1 B=base C=x y", "E ENV D=1");
    }

    @Test
    void arg_isNotInTheImage() {
        Plans plans = plans("ARG X=1 Y\nENV Z=$X\n");
        assertThat(plans.runtime().env()).containsExactly("PATH=/bin", "A=base", "Z=1");
        assertThat(plans.history()).containsExactly("E ARG X=1 Y", "E ENV Z=1");
    }

    @Test
    void cmd_isResetByAnEntrypointUnlessSetHere() {
        assertThat(fold("ENTRYPOINT [\"/e\"]\n").lists())
                .isEqualTo(new Commands(Optional.of(List.of("/e")), Optional.empty(), Optional.empty(), false));
        assertThat(fold("CMD [\"c\"]\nENTRYPOINT [\"/e\"]\n").lists().cmd()).contains(List.of("c"));
        assertThat(fold("ENTRYPOINT [\"/e\"]\nCMD [\"c\"]\n").lists().cmd()).contains(List.of("c"));
    }

    @Test
    void cmdOfAnotherStage_countsAsTheBases() {
        Plans plans = Plans.of("FROM base:1 AS a\nCMD [\"c\"]\nFROM a\nENTRYPOINT [\"/e\"]\n")
                .image("base:1", BASE);
        assertThat(plans.runtime().lists().cmd()).isEmpty();
    }

    @Test
    void commands_areWrittenAsGoQuotesThem() {
        Plans plans = plans("SHELL [\"/bin/bash\", \"-c\"]\nCMD echo \"hi\"\nENTRYPOINT [\"a\", \"b\\tc\"]\n");
        assertThat(plans.runtime().lists().cmd()).contains(List.of("/bin/bash", "-c", "echo \"hi\""));
        assertThat(plans.runtime().lists().argsEscaped()).isTrue();
        assertThat(plans.history())
                .containsExactly(
                        "E SHELL [/bin/bash -c]",
                        "E CMD [\"/bin/bash\" \"-c\" \"echo \\\"hi\\\"\"]",
                        "E ENTRYPOINT [\"a\" \"b\\tc\"]");
    }

    @Test
    void workdir_followsTheOneBeforeAndMakesDirectories() {
        Plans plans = plans("WORKDIR a\nWORKDIR ../b\nUSER app:grp\nWORKDIR /c\nWORKDIR /\n");
        assertThat(plans.runtime().workingDir()).isEqualTo("/");
        assertThat(plans.actions())
                .extracting(action -> ((FileAction.MakeDirectory) action).path() + " "
                        + ((FileAction.MakeDirectory) action).owner().orElseThrow())
                .containsExactly(
                        "/srv/a Owner[user=app, group=Optional.empty]",
                        "/srv/b Owner[user=app, group=Optional.empty]",
                        "/c Owner[user=app, group=Optional[grp]]");
        assertThat(plans.history())
                .containsExactly("WORKDIR /srv/a", "WORKDIR /srv/b", "E USER app:grp", "WORKDIR /c", "E WORKDIR /");
    }

    @Test
    void expose_takesRangesAndProtocols() {
        Plans plans = plans("ARG P=\"8000-8002 53/UDP\"\nEXPOSE 443 $P\n");
        assertThat(plans.runtime().sets().exposedPorts())
                .containsExactly("443/tcp", "53/udp", "80/tcp", "8000/tcp", "8001/tcp", "8002/tcp");
        assertThat(plans.history()).last().isEqualTo("E EXPOSE [8000/tcp 8001/tcp 8002/tcp 53/udp 443/tcp]");
        assertThatThrownBy(() -> fold("EXPOSE 70000\n"))
                .hasMessage(
                        "Dockerfile:2:8: cannot expose \"70000\" (expected: port or range from 0 to 65535, with /tcp,"
                                + " /udp or /sctp)");
        assertThatThrownBy(() -> fold("EXPOSE 9-8\n")).hasMessageContaining("cannot expose \"9-8\"");
        assertThatThrownBy(() -> fold("EXPOSE 9/http\n")).hasMessageContaining("cannot expose \"9/http\"");
        assertThatThrownBy(() -> fold("EXPOSE host:9\n")).hasMessageContaining("cannot expose \"host:9\"");
    }

    @Test
    void labelsVolumesAndStopSignal_areFolded() {
        Plans plans = plans("LABEL l=new m=\"x y\"\nVOLUME [\"/v\", \"/w\"]\nSTOPSIGNAL SIGQUIT\n")
                .label("cli", "1");
        assertThat(plans.runtime().sets().labels()).isEqualTo(Map.of("l", "new", "m", "x y", "cli", "1"));
        assertThat(plans.runtime().sets().volumes()).containsExactly("/data", "/v", "/w");
        assertThat(plans.runtime().stopSignal()).isEqualTo("SIGQUIT");
        assertThat(plans.history()).containsExactly("E LABEL l=new m=x y", "E VOLUME [/v /w]", "E STOPSIGNAL SIGQUIT");
        assertThatThrownBy(() -> fold("STOPSIGNAL SIGNOTHING\n"))
                .hasMessageContaining("cannot stop with the signal \"SIGNOTHING\"");
    }

    @Test
    void healthcheck_isInNanoseconds() {
        Plans plans = plans("HEALTHCHECK --interval=1m30s --timeout=500ms --retries=3 CMD curl localhost\n");
        assertThat(plans.runtime().healthcheck())
                .contains(new Healthcheck(
                        List.of("CMD-SHELL", "curl localhost"), 90_000_000_000L, 500_000_000L, 0, 0, 3));
        assertThat(plans.history())
                .containsExactly("E HEALTHCHECK {Test:[CMD-SHELL curl localhost] Interval:1m30s Timeout:500ms"
                        + " StartPeriod:0s StartInterval:0s Retries:3}");
        assertThat(fold("HEALTHCHECK NONE\n").healthcheck()).contains(new Healthcheck(List.of("NONE"), 0, 0, 0, 0, 0));
    }

    @Test
    void onbuild_isKeptForChildrenAndWritesNoHistory() {
        Plans plans = plans("ONBUILD RUN make\nMAINTAINER me\n");
        assertThat(plans.runtime().onBuild()).containsExactly("RUN make");
        assertThat(plans.history()).containsExactly("E MAINTAINER me");
        assertThat(plans.graph().image().config().author()).contains("me");
    }

    @Test
    void baseImage_givesHistoryAndLayers() {
        ImageConfig config = plans("RUN x\n").graph().image().config();
        assertThat(config.diffIds()).hasSize(1);
        assertThat(config.history()).extracting(ImageConfig.History::createdBy).containsExactly("base base:1");
    }
}
