package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfilePropertyTest {
    @Provide
    Arbitrary<String> pieces() {
        return DockerfileTexts.pieces();
    }

    @Provide
    Arbitrary<String> valid() {
        return DockerfileTexts.valid();
    }

    @Provide
    Arbitrary<String> mutated() {
        return DockerfileTexts.mutated();
    }

    @Property(tries = 1000)
    void generatedFile_parses(@ForAll("valid") String text) {
        assertThatCode(() -> Dockerfile.parse("Dockerfile", text)).doesNotThrowAnyException();
    }

    @Property(tries = 3000)
    void mutatedFile_parsesOrIsRefusedInsideTheFile(@ForAll("mutated") String text) {
        parseOrRefuse(text);
    }

    @Property(tries = 4000)
    void piecesOfTheLanguage_parseOrAreRefused(@ForAll("pieces") String text) {
        parseOrRefuse("FROM a\n" + text);
        parseOrRefuse(text);
    }

    @Property(tries = 1000)
    void anyBytes_parseOrAreRefused(@ForAll byte[] bytes) {
        try {
            Dockerfile.parse("Dockerfile", bytes);
        } catch (DockerfileException refused) {
            assertThat(refused.span()).isNotNull();
        }
    }

    @Property(tries = 500)
    void bytesAndText_giveTheSameFile(@ForAll("valid") String text) {
        assertThat(Dockerfile.parse("Dockerfile", text.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Dockerfile.parse("Dockerfile", text));
    }

    private static void parseOrRefuse(String text) {
        try {
            Dockerfile file = Dockerfile.parse("Dockerfile", text);
            file.stages().forEach(stage -> stage.instructions().forEach(DockerfilePropertyTest::checkTrigger));
        } catch (DockerfileException refused) {
            long lines = text.chars().filter(c -> c == '\n').count() + 1;
            assertThat((long) refused.span().endLine()).isLessThanOrEqualTo(lines);
            assertThat(ErrorExcerpt.render(refused, ErrorExcerpt.Style.PLAIN)).isNotEmpty();
        }
    }

    /** A stored trigger means the same when it is parsed again, unless only the other escape could continue it. */
    private static void checkTrigger(Instruction instruction) {
        if (instruction instanceof Instruction.Onbuild onbuild
                && !onbuild.triggerText().contains("`")
                && !onbuild.triggerText().contains("\\")) {
            assertThat(Dockerfile.parseInstruction("trigger", onbuild.triggerText())
                            .keyword())
                    .isEqualTo(onbuild.trigger().keyword());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN \\\n", "ENV a=b ", "RUN <<E\n", "RUN --mount=type=a,", "RUN [", "RUN {\"a\":", "CMD [\"a\",",
                "RUN \"", "${a:-", "#\n", "COPY a ", "ONBUILD ", "--x=", "'"
            })
    void repeatedPiece_isReadInLinearTime(String piece) {
        String text = "FROM a\nRUN x" + piece.repeat(60_000);

        Optional<DockerfileException> refused = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            try {
                Dockerfile.parse("Dockerfile", text);
                return Optional.empty();
            } catch (DockerfileException refusal) {
                return Optional.of(refusal);
            }
        });
        refused.ifPresent(it -> assertThat(it.getMessage().length()).isLessThan(2000));
    }

    @Test
    void deeplyNestedJson_isShellForm() {
        Dockerfile file = Dockerfile.parse("Dockerfile", "FROM a\nRUN " + "[".repeat(100_000));

        assertThat(file.stages().getFirst().instructions()).hasSize(1);
    }
}
