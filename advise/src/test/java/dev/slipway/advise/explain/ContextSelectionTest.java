package dev.slipway.advise.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which paths an instruction reads. */
class ContextSelectionTest {
    private static boolean selects(String instruction, String ignore, String path, boolean directory) {
        StepGraph graph = Graphs.of("FROM scratch\n" + instruction + "\n", ignore, Map.of());
        return graph.steps().stream()
                .flatMap(step -> step.reads().stream())
                .anyMatch(read -> read.selects(path, directory));
    }

    @ParameterizedTest
    @CsvSource({
        "COPY . /,                      a/b.txt,        true",
        "COPY src /s,                   src/a.c,        true",
        "COPY src /s,                   src,            true",
        "COPY src /s,                   src2/a.c,       false",
        "COPY src/ /s,                  lib/src/a.c,    false",
        "COPY a.txt b.txt /,            b.txt,          true",
        "COPY *.txt /,                  a.txt,          true",
        "COPY *.txt /,                  d/a.txt,        false",
        "COPY d*/ /,                    d1/x/y,         true",
        "COPY d/*.c /,                  d/a.c,          true",
        "COPY d/*.c /,                  d/a.h,          false",
        "COPY --exclude=*.md src /s,    src/a.md,       false",
        "COPY --exclude=*.md src /s,    src/d/a.md,     true",
        "COPY --exclude=**/*.md src /s, src/d/a.md,     false",
        "COPY --exclude=*.md a.md b /,  a.md,           false",
        "COPY --exclude=d src /s,       src/d/deep/x,   false",
        "COPY --parents a/b/c.txt /,    a/b/c.txt,      true",
        "COPY --parents a/b /,          a/b/c/d.txt,    true",
        "COPY --parents **/*.toml /,    x/y/z.toml,     true",
        "COPY --parents **/*.toml /,    x/y/z.txt,      false",
        "COPY --parents a/./b/*.c /,    a/b/x.c,        true",
        "COPY --parents a/./b/*.c /,    b/x.c,          false",
        "ADD conf /etc/,                conf/app.yaml,  true",
    })
    void sourcesSelectWhatTheyNameOrHold(String instruction, String path, boolean selected) {
        assertThat(selects(instruction, "", path, false)).isEqualTo(selected);
    }

    @Test
    void ignoredFilesAreNotRead_exceptThoseTakenBackIn() {
        String ignore = "docs\n!docs/keep.md\n**/*.log\n";
        assertThat(selects("COPY . /", ignore, "docs/a.md", false)).isFalse();
        assertThat(selects("COPY . /", ignore, "docs/keep.md", false)).isTrue();
        assertThat(selects("COPY docs /d", ignore, "docs/keep.md", false)).isTrue();
        assertThat(selects("COPY . /", ignore, "a/b/x.log", false)).isFalse();
    }

    @Test
    void aNewDirectoryChangesWhatHoldsIt_evenIfItsFilesAreExcluded() {
        assertThat(selects("COPY --exclude=**/*.md . /", "", "docs", true)).isTrue();
        assertThat(selects("COPY src /", "", "docs", true)).isFalse();
    }

    @Test
    void bindMountsReadTheContext() {
        String run = "RUN --mount=type=bind,source=tools,target=/t /t/go";
        assertThat(selects(run, "", "tools/go", false)).isTrue();
        assertThat(selects(run, "", "src/go", false)).isFalse();
        assertThat(selects("RUN --mount=type=bind,target=/all ls", "", "any", false))
                .isTrue();
    }
}
