package dev.slipway.advise.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.advise.check.config.CheckConfig;
import dev.slipway.advise.check.report.CheckReport;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever parses can be checked and reported. */
class RulePropertyTest {
    private static final List<String> LINES = List.of(
            "FROM $X AS b",
            "from --platform=$P a:${V:-1} as C",
            "ARG X=${",
            "ARG X=1 Y",
            "ENV A=$A B=\"$B x\" C='",
            "ENV old $A value",
            "ENV =",
            "LABEL \"a\"=\"b\" c=",
            "RUN apt-get update && apt-get install -y a=1 \\\n# c\n\n b | sort",
            "RUN [\"pip\", \"install\", \"x\"]",
            "RUN <<E bash\ncd /x && wget y\nE",
            "RUN --mount=type=cache,target=$T,from=q <<-E\n\tgo install x; npm install @a\n\tE",
            "RUN \"",
            "RUN $( ` ${",
            "COPY --from=0 / /",
            "COPY --from=$X . .",
            "COPY <<E a\n$X\nE",
            "ADD a.tar.gz \"\"  b",
            "WORKDIR $",
            "WORKDIR \"\"",
            "USER \"\"",
            "EXPOSE / : 1:2:3/TCP 99999999999999999999 $X",
            "VOLUME /a",
            "SHELL [\"\"]",
            "SHELL [\"bash\", \"-o\", \"pipefail\", \"-c\"]",
            "HEALTHCHECK CMD x",
            "CMD",
            "CMD []",
            "ENTRYPOINT x",
            "MAINTAINER \ud800",
            "ONBUILD RUN cd /x && sudo y",
            "ONBUILD COPY a b",
            "STOPSIGNAL $S",
            "# hadolint ignore=DL3003",
            "# hadolint global ignore=,",
            "# check=skip=all",
            "# X",
            "");

    @Provide
    Arbitrary<String> dockerfiles() {
        Arbitrary<String> end = Arbitraries.of("\n", "\r\n");
        return Arbitraries.of(LINES)
                .list()
                .ofMaxSize(14)
                .flatMap(lines -> end.map(newline -> ("FROM a\n" + String.join("\n", lines)).replace("\n", newline)));
    }

    @Property(tries = 120)
    void noRuleThrowsAndEveryFindingIsInTheFile(@ForAll("dockerfiles") String text) {
        Dockerfile dockerfile;
        try {
            dockerfile = Dockerfile.parse("Dockerfile", text);
        } catch (DockerfileException e) {
            return;
        }
        Checker.Result result = new Checker(CheckConfig.NONE, Optional.empty()).check(CheckInput.of(dockerfile));
        long lines = text.chars().filter(c -> c == '\n').count() + 1;
        assertThat(result.findings()).allMatch(finding -> finding.span().endLine() <= lines);
        CheckReport report = new CheckReport(result.findings(), result.rules(), "1");
        for (CheckReport.Format format : CheckReport.Format.values()) {
            assertThat(report.render(format, true)).isNotNull();
        }
    }
}
