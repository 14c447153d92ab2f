package dev.slipway.advise.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules that look at base images. */
class KnownBasesTest {
    private static final Platform AMD64 = Platform.parse("linux/amd64");

    private final List<Integer> asked = new ArrayList<>();

    private KnownBases base(String platform, String... environment) {
        ImageConfig.Runtime none = ImageConfig.Runtime.EMPTY;
        ImageConfig config = new ImageConfig(
                Platform.parse(platform),
                Optional.empty(),
                Optional.empty(),
                new ImageConfig.Runtime(
                        none.user(),
                        none.workingDir(),
                        none.stopSignal(),
                        List.of(environment),
                        none.lists(),
                        none.healthcheck(),
                        none.sets(),
                        none.onBuild()),
                List.of(),
                List.of());
        return stage -> {
            asked.add(stage);
            return Optional.of(new KnownBases.Base("base:1", AMD64, config));
        };
    }

    private static List<String> found(String rule, String dockerfile, KnownBases bases) {
        return Rules.all().stream()
                .filter(one -> one.info().id().equals(rule))
                .flatMap(one ->
                        one
                                .check(CheckInput.of(Dockerfile.parse("Dockerfile", dockerfile))
                                        .with(bases))
                                .stream())
                .map(finding -> finding.line() + " " + finding.message())
                .toList();
    }

    @Test
    void variablesOfTheBase_areDefined() {
        String text = "FROM base:1 AS a\nENV B=$CUDA_VERSION C=$ABSENT\nFROM a\nWORKDIR $CUDA_VERSION/$B/$NEITHER\n";
        assertThat(found("UndefinedVar", text, base("linux/amd64", "PATH=/bin", "CUDA_VERSION=13")))
                .containsExactly(
                        "2 variable \"ABSENT\" is not defined here", "4 variable \"NEITHER\" is not defined here");
        assertThat(asked).containsOnly(0);
    }

    @Test
    void nearlyAVariableOfTheBase_isSuggested() {
        List<Finding> found = Rules.all().stream()
                .filter(one -> one.info().id().equals("UndefinedVar"))
                .flatMap(one -> one
                        .check(CheckInput.of(Dockerfile.parse("Dockerfile", "FROM base:1\nLABEL v=$CUDA_VERSON\n"))
                                .with(base("linux/amd64", "CUDA_VERSION=13")))
                        .stream())
                .toList();
        assertThat(found).extracting(Finding::fix).containsExactly(Optional.of("use \"CUDA_VERSION\""));
    }

    @Test
    void aBaseThatIsNotAtHand_leavesItsVariablesOpen() {
        assertThat(found("UndefinedVar", "FROM base:1\nENV B=$CUDA_VERSION\n", KnownBases.NONE))
                .isEmpty();
    }

    @Test
    void aFileThatUsesOnlyItsOwnVariables_asksForNoBase() {
        assertThat(found("UndefinedVar", "FROM base:1\nARG A=1\nENV B=$A\n", base("linux/amd64")))
                .isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void aBaseForAnotherPlatform_isFoundOnceForTheStageThatNamesIt() {
        String text = "FROM base:1 AS a\nFROM a\nCOPY x /x\n";
        assertThat(found("InvalidBaseImagePlatform", text, base("linux/arm64")))
                .containsExactly("1 base image \"base:1\" is for linux/arm64, the build is for linux/amd64");
        assertThat(found("InvalidBaseImagePlatform", text, base("linux/amd64/v2")))
                .isEmpty();
        assertThat(found("InvalidBaseImagePlatform", text, KnownBases.NONE)).isEmpty();
    }
}
