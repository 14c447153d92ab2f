package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DockerfileTest {
    @Test
    void stagesAndGlobalArguments_areSeparated() {
        Dockerfile file = Dockerfile.parse("Dockerfile", """
                # syntax=docker/dockerfile:1
                ARG BASE=debian
                ARG TAG
                FROM $BASE:$TAG AS Build
                ARG BASE
                RUN make
                FROM scratch
                COPY --from=build /out /
                """);

        assertThat(file.directives()).extracting(Directive::name).containsExactly("syntax");
        assertThat(file.globalArguments()).hasSize(2);
        assertThat(file.stages()).extracting(Stage::index).containsExactly(0, 1);
        assertThat(file.stages().get(0).name()).contains("build");
        assertThat(file.stages().get(0).instructions())
                .extracting(Instruction::keyword)
                .containsExactly("ARG", "RUN");
        assertThat(file.stages().get(1).name()).isEmpty();
    }

    @Test
    void byteOrderMarkAndWindowsLineEnds_areAccepted() {
        byte[] bytes = "\ufeffFROM scratch\r\nRUN a \\\r\n  b".getBytes(StandardCharsets.UTF_8);

        Dockerfile file = Dockerfile.parse("Dockerfile", bytes);

        assertThat(file.stages().getFirst().from().span()).isEqualTo(new Span(1, 1, 1, 12));
        Instruction.Run run =
                (Instruction.Run) file.stages().getFirst().instructions().getFirst();
        assertThat(run.command()).isEqualTo(new CommandLine.ShellForm("a   b", new Span(2, 5, 3, 3)));
    }

    @Test
    void bytesOutsideUtf8_areRefusedOnlyOutsideComments() {
        byte[] comment = "# caf\u00e9\nFROM scratch\n".getBytes(StandardCharsets.ISO_8859_1);
        byte[] argument = "FROM scratch\nLABEL a=caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(Dockerfile.parse("Dockerfile", comment).stages()).hasSize(1);
        assertThatThrownBy(() -> Dockerfile.parse("Dockerfile", argument))
                .isInstanceOf(DockerfileException.class)
                .hasMessageStartingWith("Dockerfile:2:12: cannot read the text");
    }

    @Test
    void escapeDirective_changesTheContinuation() {
        Dockerfile file = Dockerfile.parse("Dockerfile", "# escape=`\nFROM scratch\nCOPY a `\n  c:\\\nRUN dir c:\\\n");

        assertThat(file.escape()).isEqualTo('`');
        Instruction.Copy copy =
                (Instruction.Copy) file.stages().getFirst().instructions().getFirst();
        assertThat(copy.destination()).isEqualTo(new Word("c:\\", new Span(4, 3, 4, 5)));
        assertThat(file.stages().getFirst().instructions()).hasSize(2);
    }

    @Test
    void parseInstruction_readsAStoredTrigger() {
        Instruction trigger = Dockerfile.parseInstruction("base image", "RUN <<EOF\necho hi\nEOF");

        assertThat(trigger).isInstanceOf(Instruction.Run.class);
        assertThat(((Instruction.Run) trigger).heredocs())
                .extracting(Heredoc::content)
                .containsExactly("echo hi\n");
        assertThatThrownBy(() -> Dockerfile.parseInstruction("base image", "RUN a\nRUN b"))
                .isInstanceOf(DockerfileException.class)
                .hasMessage("base image:2:1: cannot read an instruction from \"RUN a\nRUN b\": it holds 2"
                        + " (expected: exactly one)");
    }

    @Test
    void onbuildTriggerText_parsesToTheSameTrigger() {
        Dockerfile file = Dockerfile.parse(
                "Dockerfile", "FROM scratch\nONBUILD COPY <<-A <<B /x/\n\tone\n\tA\ntwo\nB\nONBUILD RUN a \\\n b\n");
        List<Instruction> instructions = file.stages().getFirst().instructions();

        Instruction.Onbuild copy = (Instruction.Onbuild) instructions.get(0);
        Instruction.Copy again = (Instruction.Copy) Dockerfile.parseInstruction("t", copy.triggerText());
        assertThat(again.sources())
                .extracting(source -> ((TransferSource.Inline) source).heredoc().content())
                .containsExactly("one\n", "two\n");
        assertThat(((Instruction.Onbuild) instructions.get(1)).triggerText()).isEqualTo("RUN a  b");
    }
}
