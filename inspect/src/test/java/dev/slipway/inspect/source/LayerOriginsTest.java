package dev.slipway.inspect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.inspect.ImageOf;
import dev.slipway.inspect.ImageOf.Layer;
import dev.slipway.inspect.InspectException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** History entries and the lines they come from. */
class LayerOriginsTest {
    private static final String DOCKERFILE = """
            FROM debian AS base
            ARG V=1
            RUN apt-get update && \\
                apt-get install -y git

            FROM base AS build
            COPY . /src

            FROM base
            ENV A=b
            COPY --from=build /src/x /x
            """;

    private static ImageOf built() {
        return new ImageOf()
                .layer("/bin/sh -c #(nop) ADD file:1 in / ", new Layer().file("/a", 1, 'a'))
                .step("/bin/sh -c #(nop)  CMD [\"bash\"]")
                .step("ARG V=1")
                .layer(
                        "RUN |1 V=1 /bin/sh -c apt-get update &&     apt-get install -y git # buildkit",
                        new Layer().file("/b", 1, 'b'))
                .step("ENV A=b");
    }

    private static List<Integer> lines(ImageOf image, String... target) {
        LayerOrigins origins = LayerOrigins.of(
                image.config(),
                Dockerfile.parse("Dockerfile", DOCKERFILE),
                List.of(target).stream().findFirst());
        return origins.layers().stream()
                .map(layer -> layer.line().map(SourceLine::line).orElse(0))
                .toList();
    }

    @Test
    void stagesBelowTheTarget_giveTheirLines() {
        assertThat(lines(built().layer("COPY /src/x /x # buildkit", new Layer().file("/x", 1, 'x'))))
                .containsExactly(0, 3, 11);
    }

    @Test
    void anotherTarget_isMatchedByName() {
        ImageOf image = new ImageOf()
                .step("ARG V=1")
                .layer("RUN |1 V=1 /bin/sh -c apt-get update && apt-get install -y git # buildkit", new Layer())
                .layer("COPY . /src # buildkit", new Layer());
        assertThat(lines(image, "build")).containsExactly(3, 7);
    }

    @Test
    void piecesOfOneLayer_haveOneLine() {
        ImageOf image = built().layer("COPY /src/x /x # buildkit", new Layer().file("/x", 1, 'x'))
                .layer("COPY /src/x /x # buildkit", new Layer().file("/y", 1, 'x'));
        assertThat(lines(image)).containsExactly(0, 3, 11, 11);
    }

    @Test
    void anotherCommand_matchesNothing() {
        ImageOf image = new ImageOf()
                .step("ARG V=1")
                .layer("RUN /bin/sh -c apt-get install -y curl # buildkit", new Layer())
                .step("ENV A=b")
                .layer("COPY /src/x /x", new Layer());
        LayerOrigins origins =
                LayerOrigins.of(image.config(), Dockerfile.parse("Dockerfile", DOCKERFILE), Optional.empty());
        assertThat(origins.matched()).isFalse();
        assertThat(origins.layers()).allMatch(layer -> layer.line().isEmpty());
    }

    @Test
    void recordedLines_needNoHistoryThatFits() {
        ImageOf image = new ImageOf().layer("COPY a /a", new Layer()).layer("RUN make", new Layer());
        LayerOrigins origins = LayerOrigins.of(
                image.config(), List.of(Optional.empty(), Optional.of(new SourceLine("docker/Dockerfile", 12))));
        assertThat(origins.matched()).isTrue();
        assertThat(origins.layers().getFirst().line()).isEmpty();
        assertThat(origins.layers().getLast().line()).hasToString("Optional[docker/Dockerfile:12]");
        assertThatThrownBy(() -> LayerOrigins.of(image.config(), List.of()))
                .hasMessageContaining("lines: 0 (expected: 2)");
    }

    @Test
    void anUnknownTarget_isRefused() {
        assertThatThrownBy(() -> lines(built(), "nowhere"))
                .isInstanceOf(InspectException.class)
                .hasMessageContaining("\"nowhere\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/bin/sh -c #(nop)  CMD [\"bash\"]; CMD [\"bash\"]",
                "/bin/sh -c make; RUN make",
                "|2 A=1 B=2 /bin/sh -c make all; RUN make all",
                "RUN |1 A=1 /bin/sh -c make # buildkit; RUN make",
                "RUN /bin/sh -c make # buildkit; RUN make",
                "COPY a b # buildkit; COPY a b"
            })
    void history_isShownAsTheInstructionWasWritten(String createdBy, String instruction) {
        assertThat(HistoryText.instruction(createdBy)).isEqualTo(instruction);
    }
}
