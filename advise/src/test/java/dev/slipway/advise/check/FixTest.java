package dev.slipway.advise.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.advise.check.config.CheckConfig;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code --fix} writes. In the tables {@code ¶} is a line end. */
class FixTest {
    private static final Checker CHECKER = new Checker(CheckConfig.NONE, Optional.empty());
    private static final KnownBases PLAIN = stage -> Optional.of(new KnownBases.Base(
            "a:1",
            Platform.parse("linux/amd64"),
            new ImageConfig(
                    Platform.parse("linux/amd64"),
                    Optional.empty(),
                    Optional.empty(),
                    ImageConfig.Runtime.EMPTY,
                    List.of(),
                    List.of())));

    private static CheckInput input(String text) {
        return CheckInput.of(Dockerfile.parse("Dockerfile", text)).with(PLAIN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FROM a:1¶run x¶COPY a /b | FROM a:1¶RUN x¶COPY a /b",
                "from a:1¶Run x¶copy a /b | from a:1¶run x¶copy a /b",
                "FROM a:1 as b¶RUN x | FROM a:1 AS b¶RUN x",
                "From a:1 as b¶RUN x¶COPY a /b | FROM a:1 AS b¶RUN x¶COPY a /b",
                "FROM a:1 AS Build¶FROM Build AS x¶COPY --from=Build /a /a¶RUN --mount=type=bind,from=Build,target=/b true"
                        + " | FROM a:1 AS build¶FROM build AS x¶COPY --from=build /a /a¶RUN"
                        + " --mount=type=bind,from=build,target=/b true",
                "FROM a:1¶MAINTAINER A B <a@b.c>   | FROM a:1¶LABEL org.opencontainers.image.authors=\"A B <a@b.c>\"",
                "FROM a:1¶ENV A b | FROM a:1¶ENV A=b",
                "FROM a:1¶ENV A  the $value of=it | FROM a:1¶ENV A=\"the $value of=it\"",
                "FROM a:1¶LABEL a.b\tc d | FROM a:1¶LABEL a.b=\"c d\"",
                "FROM a:1¶CMD run --it=now ./x.py | FROM a:1¶CMD [\"run\", \"--it=now\", \"./x.py\"]",
                "FROM a:1¶ENTRYPOINT /bin/run   fast | FROM a:1¶ENTRYPOINT [\"/bin/run\", \"fast\"]",
                "FROM a:1¶RUN pip install x | FROM a:1¶RUN --mount=type=cache,target=/root/.cache/pip pip install x",
                "FROM a:1¶RUN make¶RUN npm install x && pip install y"
                        + " | FROM a:1¶RUN make¶RUN --mount=type=cache,target=/root/.npm"
                        + " --mount=type=cache,target=/root/.cache/pip npm install x && pip install y",
            })
    void safeMends_areMadeAndNothingElse(String before, String after) {
        String text = before.replace('¶', '\n').replace("\\t", "\t");
        String fixed = CHECKER.fixed(input(text + "\n# end \n")).orElseThrow();
        // The two caches of one RUN may come in either order.
        String wanted = after.replace('¶', '\n') + "\n# end \n";
        assertThat(fixed)
                .satisfiesAnyOf(
                        one -> assertThat(one).isEqualTo(wanted),
                        one -> assertThat(one)
                                .isEqualTo(
                                        wanted.replace(
                                                "--mount=type=cache,target=/root/.npm --mount=type=cache,target=/root/.cache/pip",
                                                "--mount=type=cache,target=/root/.cache/pip --mount=type=cache,target=/root/.npm")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "MaintainerDeprecated | MAINTAINER \"A\"",
                "MaintainerDeprecated | MAINTAINER $A",
                "LegacyKeyValueFormat | ENV A \"b c\"",
                "LegacyKeyValueFormat | ENV A b\\ c",
                "LegacyKeyValueFormat | ENV A b \\¶ c",
                "JSONArgsRecommended | CMD run && x",
                "JSONArgsRecommended | CMD exec run",
                "JSONArgsRecommended | CMD A=b run",
                "JSONArgsRecommended | CMD run $A",
                "JSONArgsRecommended | CMD run *",
                "JSONArgsRecommended | ENTRYPOINT run¶CMD x",
                "MissingCacheMount | RUN pip install x && rm -rf /root/.cache",
                "MissingCacheMount | RUN pip install --no-cache-dir x",
                "MissingCacheMount | USER app¶RUN pip install x",
                "MissingCacheMount | RUN apt-get install -y x",
                "MissingCacheMount | ONBUILD RUN pip install x",
            })
    void whatIsAChoice_isLeftAlone(String rule, String instruction) {
        String text = "FROM a:1\n" + instruction.replace('¶', '\n') + "\n";
        assertThat(CHECKER.fixed(input(text))).isEmpty();
        assertThat(rule.equals("MissingCacheMount") && text.contains("ONBUILD")
                        || CHECKER.check(input(text)).findings().stream()
                                .anyMatch(finding -> finding.rule().equals(rule)))
                .isTrue();
    }

    @Test
    void aCommandUnderAnUnknownEntrypoint_isLeftAlone() {
        Dockerfile dockerfile = Dockerfile.parse("Dockerfile", "FROM a:1\nCMD run\n");
        assertThat(CHECKER.fixed(CheckInput.of(dockerfile))).isEmpty();
        assertThat(CHECKER.fixed(CheckInput.of(dockerfile).with(PLAIN))).isPresent();
    }

    @Test
    void whatACommentWaives_isLeftAlone() {
        assertThat(CHECKER.fixed(input("# check=skip=LegacyKeyValueFormat\nFROM a:1\nENV A b\n")))
                .isEmpty();
    }

    static Stream<String> corpus() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String resource : List.of("buildkit-cases.txt", "hadolint-cases.txt")) {
            RuleCases.read(resource).forEach(example -> texts.add(example.text()));
        }
        for (String directory : List.of("src/test/resources", "../cli/src/test/resources/corpus")) {
            try (Stream<Path> files = Files.walk(Path.of(directory))) {
                for (Path file : files.filter(path -> path.toString().endsWith("ockerfile"))
                        .toList()) {
                    texts.add(Files.readString(file));
                }
            }
        }
        return texts.stream();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void everyDockerfileOfTheTests_isMendedOnceAndForAll(String text) {
        expectMended(text);
        expectMended("\ufeff" + text.replace("\n", "\r\n"));
    }

    @Property(tries = 300)
    void anyDockerfile_isMendedOnceAndForAll(@ForAll("dockerfiles") String text) {
        expectMended(text);
    }

    private static void expectMended(String text) {
        CheckInput before;
        Optional<String> fixed;
        try {
            before = input(text);
            fixed = CHECKER.fixed(before);
        } catch (DockerfileException e) {
            return;
        }
        if (fixed.isEmpty()) {
            return;
        }
        CheckInput after = input(fixed.get());
        assertThat(CHECKER.fixed(after)).isEmpty();
        assertThat(mendable(after)).as(fixed.get()).isEmpty();
        assertThat(mendable(before)).isNotEmpty();
        List<String> lines = text.lines().toList();
        List<String> now = fixed.get().lines().toList();
        assertThat(now).hasSameSizeAs(lines);
        assertThat(fixed.get().endsWith("\n")).isEqualTo(text.endsWith("\n"));
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank() || lines.get(i).strip().startsWith("#")) {
                assertThat(now.get(i)).isEqualTo(lines.get(i));
            }
        }
    }

    private static List<Fixable.Edit> mendable(CheckInput input) {
        DockerfileView view = DockerfileView.of(input);
        List<Finding> found = CHECKER.check(input).findings();
        return Rules.all().stream()
                .filter(Fixable.class::isInstance)
                .flatMap(rule -> ((Fixable) rule)
                        .fixes(view).stream()
                                .filter(edit -> found.stream()
                                        .anyMatch(finding -> finding.rule()
                                                        .equals(rule.info().id())
                                                && finding.span().equals(edit.finding()))))
                .toList();
    }

    @Provide
    Arbitrary<String> dockerfiles() {
        Arbitrary<String> lines = Arbitraries.of(
                "FROM a:1 AS Build",
                "from a:1 As B",
                "FROM Build as c",
                "from \\\n  a:1 AS \\\n  D",
                "COPY --from=Build a b",
                "copy --from=D a b",
                "RUN --mount=type=bind,from=B,target=/x true",
                "MAINTAINER me",
                "maintainer  you and \\\n me  ",
                "ENV A b",
                "env a  $b c ",
                "ENV A=b C",
                "ENV A \\\n b",
                "LABEL a 'b'",
                "RUN pip install x",
                "run uv pip install x; npm install @y/z",
                "RU\\\nN pip install x",
                "RUN <<E\npip install x\nnpm ci\nE",
                "ONBUILD RUN pip install x",
                "ONBUILD ENV A b",
                "CMD run it",
                "CMD x; y",
                "ENTRYPOINT x",
                "# comment",
                "",
                "USER app");
        return lines.list().ofMinSize(1).ofMaxSize(10).map(some -> "FROM a:1 AS Z\n" + String.join("\n", some) + "\n");
    }
}
