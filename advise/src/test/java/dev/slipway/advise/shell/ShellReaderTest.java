package dev.slipway.advise.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Instruction;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellReaderTest {
    private static List<ShellCommand> commands(String run) {
        Dockerfile dockerfile = Dockerfile.parse("Dockerfile", "FROM a\n" + run + "\n");
        Instruction.Run instruction =
                (Instruction.Run) dockerfile.stages().getFirst().instructions().getFirst();
        return ShellReader.commands(instruction, dockerfile.source());
    }

    /** Each command as {@code OPERATOR[word|word]}, assignments in front. */
    private static String drawn(String run) {
        StringBuilder drawn = new StringBuilder();
        for (ShellCommand command : commands(run)) {
            drawn.append(command.before());
            command.assignments().forEach(text -> drawn.append('{').append(text).append('}'));
            drawn.append('[').append(String.join("|", command.words())).append(']');
        }
        return drawn.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '\u0001',
            value = {
                "a b && c || d; e & f ~ [a|b]&&[c]||[d];[e]&[f]",
                "curl -s u | sh -s -- -y ~ [curl|-s|u]|[sh|-s|--|-y]",
                "a 'b  c' \"d $X\" e\\ f ~ [a|b  c|d $X|e f]",
                "a > /dev/null 2>&1 < in b ~ [a|b]",
                "a $(b c | d) e ~ [b|c]|[d][a|$(b c | d)|e]",
                "a \"$(b \"$(c)\")\" ~ [c][b|$(c)][a|$(b \"$(c)\")]",
                "a `b c` ~ [b|c][a|`b c`]",
                "X=1 Y='a b' make all ~ {X=1}{Y=a b}[make|all]",
                "X=$(nproc) && make ~ [nproc]{X=$(nproc)}[]&&[make]",
                "if [ -f x ]; then a; else b; fi && c ~ [[|-f|x|]][a][b]&&[c]",
                "for p in a b; do pip install $p; done; c ~ [pip|install|$p];[c]",
                "while read l; do a; done ~ [read|l][a]",
                "case \"$V\" in 12.6*) I=126 ;; a|b) c; d ;; *) exit 1 ;; esac && e ~ {I=126}[][c];[d][exit|1]&&[e]",
                "(cd x && make) && b ~ [cd|x]&&[make]&&[b]",
                "{ a; b; } > log; c ~ [a];[b];[c]",
                "a # b c ~ [a]",
                "a b#c ~ [a|b#c]",
                "[[ $A == b && ( $C < d ) ]] && e ~ [[[|$A|==|b|&|&|(|$C|<|d|)|]]]&&[e]",
                "(( i++ )) && a $((1 + (2))) ~ &&[a|$((1 + (2)))]",
                "a ${X:-\"b }\"} c ~ [a|${X:-\"b }\"}|c]",
                "f() { a; }; f ~ [a];[f]",
                "function f { a; }; f ~ [a];[f]",
                "arr=(a b); c ~ {arr=(a b)}[];[c]",
                "diff <(a b) c ~ [a|b][diff|<(a b)|c]",
                "! a | b ~ [a]|[b]",
                "bash -c 'a && b' ~ [bash|-c|a && b][a]&&[b]",
                "bash -euxo pipefail -c 'a' ~ [bash|-euxo|pipefail|-c|a][a]",
                "\"if\" a ~ [if|a]",
                "a 'unclosed ~ [a|unclosed]",
                "a $(b ~ [b][a|$(b]",
                "['a', b] ~ [[a,|b]]",
            })
    void commandsOfAScriptAreTold(String script, String expected) {
        assertThat(drawn("RUN " + script)).isEqualTo(expected);
    }

    @Test
    void execFormIsOneCommand() {
        assertThat(drawn("RUN [\"pip\", \"install\", \"a && b\"]")).isEqualTo("[pip|install|a && b]");
        assertThat(drawn("RUN [\"/bin/bash\", \"-lc\", \"a && b\"]")).isEqualTo("[a]&&[b]");
    }

    @Test
    void heredocScriptIsRead() {
        assertThat(drawn("RUN <<EOF\nset -e\na \\\n  b\ncat <<X > f\nno command\nX\nc\nEOF"))
                .isEqualTo("[set|-e];[a|b];[cat];[c]");
    }

    @Test
    void heredocOfAShellIsReadAndOfAnotherInterpreterIsNot() {
        assertThat(drawn("RUN bash -e <<EOF\na\nEOF")).isEqualTo("[bash|-e][a]");
        assertThat(drawn("RUN python3 <<EOF\nimport a\nEOF")).isEqualTo("[python3]");
        assertThat(drawn("RUN <<EOF\n#!/usr/bin/env python3\nimport a\nEOF")).isEqualTo("[/usr/bin/env|python3]");
        assertThat(drawn("RUN <<EOF\n#!/bin/bash\na\nEOF")).isEqualTo("[a]");
    }

    @Test
    void commandsKnowTheirLines() {
        List<ShellCommand> found = commands("RUN --mount=type=cache,target=/c \\\n    one && \\\n    # comment\n\n"
                + "    two \\\n    && three \"$(four)\"");
        assertThat(found)
                .extracting(command -> command.name() + " " + command.span())
                .containsExactly("one 3:5", "two 6:5", "four 7:17", "three 7:8");
        assertThat(found.getFirst().span().endColumn()).isEqualTo(7);
    }

    @Test
    void commandsOfHeredocsKnowTheirLines() {
        assertThat(commands("RUN <<EOF\none\n\n  two && three\nEOF"))
                .extracting(command -> command.name() + " " + command.span())
                .containsExactly("one 3:1", "two 5:3", "three 5:10");
    }

    @Test
    void deepNestingIsReadWithoutDepth() {
        String script = "$(".repeat(100_000) + "\"${".repeat(100_000) + "((" + "`".repeat(1001);
        assertThat(ScriptReader.read(script, ScriptPositions.at(new dev.slipway.dockerfile.Span(1, 1, 1, 1))))
                .isNotNull();
    }

    @Property(tries = 3000)
    void anyTextIsRead(@ForAll("scripts") String script) {
        ScriptReader.read(script, ScriptPositions.at(new dev.slipway.dockerfile.Span(1, 1, 1, 1)));
    }

    @Property(tries = 1000)
    void anyInstructionIsRead(@ForAll("scripts") String script) {
        try {
            commands("RUN " + script);
        } catch (DockerfileException refused) {
            assertThat(refused).hasMessageContaining(":");
        }
    }

    @Provide
    Arbitrary<String> scripts() {
        return Arbitraries.of(
                        "a",
                        " ",
                        "\n",
                        "\\",
                        "\\\n",
                        "'",
                        "\"",
                        "`",
                        "$(",
                        "$((",
                        "((",
                        "(",
                        ")",
                        "))",
                        "${",
                        "}",
                        "{",
                        "<",
                        "<<",
                        "<<E",
                        ">",
                        "&",
                        "&&",
                        "|",
                        ";",
                        ";;",
                        "#",
                        "[[",
                        "]]",
                        "case",
                        "in",
                        "esac",
                        "if",
                        "then",
                        "fi",
                        "for",
                        "do",
                        "done",
                        "function",
                        "=",
                        "=(",
                        "1",
                        "!",
                        "E\n",
                        "sh -c ",
                        "\t",
                        "é")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }
}
