package dev.slipway.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.differential.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecipeCommandTest {
    private Path scratch;
    private Path recipe;
    private SlipwayRun slipway;

    @BeforeEach
    void writeRecipe() throws IOException {
        scratch = Files.createTempDirectory(Path.of("/var/tmp"), "recipe");
        slipway = SlipwayRun.on(scratch.resolve("store"));
        recipe = Files.createDirectory(scratch.resolve("notes"));
        Files.writeString(recipe.resolve("recipe.yaml"), """
                name: notes
                description: files of two places
                parameters:
                  into: {default: /notes, description: where they go}
                contexts:
                  others: {description: a directory with more}
                targets: {all: both}
                tags: ["notes:1"]
                """);
        Files.writeString(recipe.resolve("Dockerfile.j2"), """
                FROM scratch AS all
                COPY first {{ into }}/
                COPY --from=others second {{ into }}/
                """);
        Files.writeString(recipe.resolve("first"), "1\n");
        Files.writeString(Files.createDirectory(scratch.resolve("others")).resolve("second"), "2\n");
    }

    @AfterEach
    void remove() {
        Programs.check("rm", "-rf", scratch.toString());
    }

    @Test
    void ls_namesTheRecipesOfSlipway() {
        assertThat(slipway.succeed("recipe", "ls").output()).startsWith("NAME").contains("\nslipway-serve ");
    }

    @Test
    void show_listsWhatCanBeChosen() {
        assertThat(slipway.succeed("recipe", "show", "slipway-serve").output())
                .startsWith("slipway-serve: ")
                .containsPattern("PARAMETER +TYPE +DEFAULT +DESCRIPTION\n")
                .containsPattern("\nhttp_port +port +30000 +HTTP\n")
                .containsPattern("\njdk +\\{\\{ host.java_home }} +a JDK")
                .containsPattern("\nruntime +the image\n")
                .containsPattern("\ngrpc +40000\n")
                .containsPattern("\n/model +the model");
    }

    @Test
    void render_printsTheDockerfile_orWritesIt() throws IOException {
        String text = slipway.succeed("recipe", "render", "slipway-serve", "-p", "http_port=1234")
                .output();
        assertThat(text).contains("\nEXPOSE 1234 40000\n");
        Path file = scratch.resolve("Dockerfile");
        assertThat(slipway.succeed("recipe", "render", "slipway-serve", "--param=http_port=1234", "-o", file.toString())
                        .output())
                .isEmpty();
        assertThat(file).hasContent(text);
    }

    @Test
    void renderedDockerfile_passesTheCheck() throws IOException {
        Path context = Files.createDirectory(scratch.resolve("empty"));
        slipway.succeed(
                "recipe",
                "render",
                "slipway-serve",
                "-o",
                context.resolve("Dockerfile").toString());
        SlipwayRun.Ended ended = slipway.run(
                "check",
                "--build-context=jdk=" + context,
                "--build-context=slipway=" + context,
                "--build-context=cacerts=" + context,
                context.toString());
        assertThat(ended.exitCode()).as(ended.all()).isZero();
    }

    @Test
    void build_takesTheRecipesDirectory_itsContextsAndItsTags() {
        slipway.succeed(
                "recipe",
                "build",
                recipe.toString(),
                "--progress=plain",
                "-p",
                "into=/n",
                "--build-context=others=" + scratch.resolve("others"),
                "-o",
                "type=image",
                "-o",
                scratch.resolve("files").toString());
        assertThat(scratch.resolve("files/n/first")).hasContent("1");
        assertThat(scratch.resolve("files/n/second")).hasContent("2");
        assertThat(slipway.succeed("image", "ls").output()).containsPattern("notes +1 ");
    }

    @Test
    void build_withAnotherContextAndTag_takesThose() throws IOException {
        Path other = Files.createDirectory(scratch.resolve("other"));
        Files.writeString(other.resolve("first"), "other\n");
        slipway.succeed(
                "recipe",
                "build",
                recipe.toString(),
                other.toString(),
                "--progress=plain",
                "--build-context=others=" + scratch.resolve("others"),
                "-t",
                "mine:2",
                "-o",
                "type=image",
                "-o",
                scratch.resolve("files").toString());
        assertThat(scratch.resolve("files/notes/first")).hasContent("other");
        assertThat(slipway.succeed("image", "ls").output())
                .containsPattern("mine +2 ")
                .doesNotContainPattern("notes +1 ");
    }

    @Test
    void build_ofStagesAndDockerfile_isDescribedAsWithoutARecipe() {
        assertThat(slipway.succeed(
                                "recipe",
                                "build",
                                recipe.toString(),
                                "--build-context=others=" + scratch.resolve("others"),
                                "--call=targets")
                        .output())
                .contains("all (default)");
    }

    @Test
    void mistakes_areToldWithTheirPlaceAndAWayOut() throws IOException {
        Files.writeString(recipe.resolve("Dockerfile.j2"), "FROM scratch\nWORKDIR {{ inot }}\n");
        assertThat(slipway.run("recipe", "render", recipe.toString()).errors())
                .contains(
                        "/Dockerfile.j2:2:1: cannot render the template: \"inot\" is not defined\n",
                        "  2 | WORKDIR {{ inot }}",
                        "  hint: use \"into\"");
        assertThat(slipway.run("recipe", "render", "slipway-serve", "--params", "none.yaml")
                        .errors())
                .startsWith("error: --params \"none.yaml\" (expected: a YAML file of at most 1 MiB)");
        SlipwayRun.Ended unknown = slipway.run("recipe", "render", "slipway-serve", "-p", "htp_port=1");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.errors())
                .startsWith("error: no parameter \"htp_port\" of recipe \"slipway-serve\" (expected: one of ")
                .contains("hint: use \"http_port\"");
        assertThat(slipway.run("recipe", "build", recipe.toString(), "-f", "Dockerfile")
                        .errors())
                .contains("none: its template gives the Dockerfile");
        assertThat(slipway.run("recipe", "build", "slipway-serve").errors())
                .contains("cannot tell the context \"slipway\"", "hint: say --build-context slipway=...");
    }
}
