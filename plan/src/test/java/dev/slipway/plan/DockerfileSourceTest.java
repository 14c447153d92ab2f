package dev.slipway.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.plan.graph.Exclusions;
import dev.slipway.plan.request.BuildRequest.DockerfileLocation;
import dev.slipway.plan.request.BuildRequest.Sources;
import dev.slipway.plan.request.ContextSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DockerfileSourceTest {
    private static final ContextSpec DIRECTORY = new ContextSpec.Directory(Path.of("/src"));

    private static DockerfileSource read(DockerfileLocation location, ContextSpec context, FakeSources files) {
        return DockerfileSource.read(new Sources(location, Optional.of(context), Map.of()), files);
    }

    private static DockerfileSource inContext(String path, FakeSources files) {
        return read(new DockerfileLocation.InContext(path), DIRECTORY, files);
    }

    @Test
    void dockerfile_isReadFromTheContext() {
        DockerfileSource source =
                inContext("docker/Dockerfile", new FakeSources().file("docker/Dockerfile", "FROM scratch\n"));
        assertThat(source.dockerfile().source().name()).isEqualTo("docker/Dockerfile");
        assertThat(source.exclusions()).isSameAs(Exclusions.NONE);
    }

    @Test
    void defaultName_mayBeInLowerCase() {
        DockerfileSource source = inContext("Dockerfile", new FakeSources().file("dockerfile", "FROM scratch\n"));
        assertThat(source.dockerfile().source().name()).isEqualTo("dockerfile");
    }

    @Test
    void missingDockerfile_isNamed() {
        assertThatThrownBy(() -> inContext("a/Dockerfile", new FakeSources()))
                .isInstanceOfSatisfying(PlanException.class, e -> {
                    assertThat(e.code()).isEqualTo(PlanException.Code.NO_DOCKERFILE);
                    assertThat(e.hint()).contains("name it with -f FILE");
                })
                .hasMessage(
                        "cannot read the Dockerfile: the context has no file \"a/Dockerfile\" (expected: a Dockerfile)");
    }

    @Test
    void missingContext_isNamed() {
        assertThatThrownBy(() -> DockerfileSource.read(
                        new Sources(new DockerfileLocation.InContext("Dockerfile"), Optional.empty(), Map.of()),
                        new FakeSources()))
                .hasMessageStartingWith("cannot read the Dockerfile \"Dockerfile\": the build has no context");
    }

    @Test
    void ignoreFileOfTheDockerfile_goesBeforeThatOfTheContext() {
        FakeSources files = new FakeSources()
                .file("Dockerfile", "FROM scratch\n")
                .file(".dockerignore", "a\n")
                .file("Dockerfile.dockerignore", "b\n");
        Exclusions exclusions = inContext("Dockerfile", files).exclusions();
        assertThat(exclusions.excludes("a")).isFalse();
        assertThat(exclusions.excludes("b")).isTrue();
    }

    @Test
    void ignoreFile_countsForDirectoriesOnly() {
        FakeSources files =
                new FakeSources().file("Dockerfile", "FROM scratch\n").file(".dockerignore", "a\n");
        assertThat(inContext("Dockerfile", files).exclusions().excludes("a")).isTrue();
        ContextSpec archive = new ContextSpec.Archive(Path.of("/x.tar"));
        assertThat(read(new DockerfileLocation.InContext("Dockerfile"), archive, files)
                        .exclusions())
                .isSameAs(Exclusions.NONE);
    }

    @Test
    void dockerfileFromElsewhere_takesItsOwnIgnoreFileOrTheContexts() {
        FakeSources files = new FakeSources().file(".dockerignore", "a\n");
        DockerfileLocation own = new DockerfileLocation.Text(
                "/else/D",
                "FROM scratch\n",
                Optional.of(new DockerfileLocation.IgnoreText("/else/D.dockerignore", "b\n")));
        assertThat(read(own, DIRECTORY, files).exclusions().excludes("b")).isTrue();
        DockerfileLocation none = new DockerfileLocation.Text("-", "FROM scratch\n", Optional.empty());
        assertThat(read(none, DIRECTORY, files).exclusions().excludes("a")).isTrue();
    }

    @Test
    void badIgnorePattern_pointsIntoTheIgnoreFile() {
        FakeSources files =
                new FakeSources().file("Dockerfile", "FROM scratch\n").file(".dockerignore", "ok\n[\n");
        assertThatThrownBy(() -> inContext("Dockerfile", files))
                .isInstanceOf(DockerfileException.class)
                .hasMessageStartingWith(".dockerignore:2:1: ");
    }
}
