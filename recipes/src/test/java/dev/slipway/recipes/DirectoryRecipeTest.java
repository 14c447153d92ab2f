package dev.slipway.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.dockerfile.SourceText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recipes that users have in directories. */
class DirectoryRecipeTest {
    private static final String DESCRIPTION = """
            name: engine
            description: an engine
            parameters:
              base: {default: "debian:12", description: what it stands on}
              device: {default: cuda, choices: [cuda, cpu]}
              jobs: {type: integer, default: 4}
              port: {type: port, default: 8000}
              debug: {type: boolean, default: false}
              packages: {type: list, default: [git, curl]}
              version: {}
            contexts:
              wheels: {description: wheels, default: "{{ host.home }}/wheels-{{ version }}"}
              source: {description: the engine's source}
            targets: {runtime: the image}
            tags: ["engine:{{ version }}-{{ device }}"]
            run:
              ports: {http: "{{ port }}"}
              volumes: {/models: models}
            """;

    @TempDir
    Path here;

    @BeforeEach
    void writeRecipe() throws IOException {
        Files.createDirectories(here.resolve("engine/fragments"));
        write("recipe.yaml", DESCRIPTION);
        write("Dockerfile.j2", """
                FROM {{ base }}
                {% if device == "cuda" %}
                ENV CUDA=1 JOBS={{ jobs }}
                {% endif %}
                {% include "fragments/run.j2" %}
                """);
        write("fragments/run.j2", "CMD [\"{{ recipe.name }}\", \"--port\", \"{{ port }}\"]\n");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(here.resolve("engine").resolve(name), text);
    }

    private Recipe recipe() {
        return Recipes.find("./engine", here);
    }

    private Rendering rendering(String... parameters) {
        ParameterValues values = new ParameterValues(recipe()).set("version=1.2");
        List.of(parameters).forEach(values::set);
        return new Rendering(values);
    }

    private static AbstractThrowableAssert<?, ?> refused(ThrowingCallable call, String message, String hint) {
        return assertThatThrownBy(call)
                .hasMessage(message)
                .isInstanceOfSatisfying(
                        RecipeException.class,
                        e -> assertThat(e.hint()).isEqualTo(Optional.of(hint).filter(text -> !text.isEmpty())));
    }

    @Test
    void dockerfile_isTheTemplateWithTheParameters() {
        assertThat(rendering().dockerfile())
                .isEqualTo("FROM debian:12\nENV CUDA=1 JOBS=4\nCMD [\"engine\", \"--port\", \"8000\"]\n");
        assertThat(rendering("device=cpu", "port=9", "base=x").dockerfile())
                .isEqualTo("FROM x\nCMD [\"engine\", \"--port\", \"9\"]\n");
    }

    @Test
    void tagsPortsAndMounts_areTemplatesToo() {
        assertThat(rendering("port=9").tags()).containsExactly("engine:1.2-cuda");
        assertThat(rendering("port=9").ports()).containsExactly(Map.entry("http", "9"));
        assertThat(rendering().volumes()).containsExactly(Map.entry("/models", "models"));
    }

    @Test
    void contextsThatWereNotGiven_areThoseOfTheRecipe() {
        assertThat(rendering().contexts(Set.of("source"), Map.of("home", "/h")))
                .containsExactly("wheels=/h/wheels-1.2");
        assertThat(rendering().contexts(Set.of("source", "wheels"), Map.of())).isEmpty();
    }

    @Test
    void contextWithoutValue_isAskedFor() {
        refused(
                () -> rendering().contexts(Set.of("wheels"), Map.of()),
                "cannot tell the context \"source\" of recipe \"engine\" (expected: the engine's source)",
                "say --build-context source=...");
        refused(
                () -> rendering().contexts(Set.of("source"), Map.of()),
                "cannot tell the context \"wheels\" of recipe \"engine\" (expected: wheels)",
                "say --build-context wheels=...");
    }

    @Test
    void parameterWithoutDefault_mustBeGiven() {
        refused(
                () -> new Rendering(new ParameterValues(recipe())),
                "recipe \"engine\" without version (expected: a value for it)",
                "say -p version=...");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "device=cdua | cannot set parameter \"device\" to \"cdua\" (expected: one of cuda, cpu) | use \"cuda\"",
                "jobs=many   | cannot set parameter \"jobs\" to \"many\" (expected: a whole number) | ''",
                "port=65536  | cannot set parameter \"port\" to \"65536\" (expected: a port, 1 to 65535) | ''",
                "debug=yes   | cannot set parameter \"debug\" to \"yes\" (expected: true or false) | ''",
                "jbos=1      | no parameter \"jbos\" of recipe \"engine\" (expected: one of base, device, jobs, port, debug, packages, version) | use \"jobs\"",
                "=1          | -p \"=1\" (expected: NAME=VALUE) | ''",
                "jobs        | -p \"jobs\" (expected: NAME=VALUE) | ''",
            })
    void wrongValues_areRefused(String parameter, String message, String hint) {
        refused(() -> rendering(parameter), message, hint);
    }

    @Test
    void valueOfSeveralLines_isRefused() {
        assertThatThrownBy(() -> rendering("base=x\nRUN evil")).hasMessageContaining("(expected: a line of text)");
    }

    @Test
    void parametersOfAFile_areBelowThoseOfTheCommandLine() {
        ParameterValues values = new ParameterValues(recipe())
                .file(new SourceText("p.yaml", "version: 2\ndevice: cpu\nport: 1\npackages: [a, b]\n"))
                .set("port=2");
        assertThat(new Rendering(values).dockerfile())
                .isEqualTo("FROM debian:12\nCMD [\"engine\", \"--port\", \"2\"]\n");
    }

    @Test
    void wrongValueInAFile_isToldWithItsPlace() {
        refused(
                () -> new ParameterValues(recipe()).file(new SourceText("p.yaml", "version: 2\ndevcie: cpu\n")),
                "p.yaml:2:1: no parameter \"devcie\" of recipe \"engine\" (expected: one of base, device, jobs, port, debug, packages, version)",
                "use \"device\"");
        refused(
                () -> new ParameterValues(recipe()).file(new SourceText("p.yaml", "device: gpu\n")),
                "p.yaml:1:9: cannot set parameter \"device\" to \"gpu\" (expected: one of cuda, cpu)",
                "use \"cpu\"");
    }

    @Test
    void undefinedVariable_isToldWithFileAndLine() throws IOException {
        write("fragments/run.j2", "\nCMD {{ prot }}\n");
        refused(
                () -> rendering().dockerfile(),
                "./engine/fragments/run.j2:2:1: cannot render the template: \"prot\" is not defined",
                "use \"port\"");
    }

    @Test
    void undefinedVariableOfATag_isToldWithIt() throws IOException {
        write("recipe.yaml", DESCRIPTION.replace("engine:{{ version }}", "engine:{{ versoin }}"));
        refused(
                () -> rendering().tags(),
                "./engine/recipe.yaml: cannot render \"engine:{{ versoin }}-{{ device }}\": \"versoin\" is not defined",
                "use \"version\"");
    }

    @Test
    void missingFragment_isToldWithTheLineThatWantsIt() throws IOException {
        Files.delete(here.resolve("engine/fragments/run.j2"));
        refused(
                () -> rendering().dockerfile(),
                "./engine/Dockerfile.j2:5:1: cannot render the template: no template \"fragments/run.j2\" (expected: one that is there)",
                "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "/etc/passwd", "fragments/../../secret", "a\\\\b", "."})
    void filesOutsideOfTheRecipe_areRefused(String name) throws IOException {
        Files.writeString(here.resolve("secret"), "secret");
        write("Dockerfile.j2", "{% include \"" + name + "\" %}");
        assertThatThrownBy(() -> rendering().dockerfile())
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("(expected: a file of the recipe");
    }

    @Test
    void linkOutOfTheRecipe_isRefused() throws IOException {
        Files.writeString(here.resolve("secret"), "secret");
        Files.delete(here.resolve("engine/fragments/run.j2"));
        Files.createSymbolicLink(here.resolve("engine/fragments/run.j2"), Path.of("../../secret"));
        assertThatThrownBy(() -> rendering().dockerfile())
                .hasMessage(
                        "cannot read \"./engine/fragments/run.j2\" (expected: a file inside of the recipe's directory)");
    }

    @Test
    void fragmentsOfSlipway_areThereForAll() throws IOException {
        write("Dockerfile.j2", "{% import \"shared/apt.j2\" as apt %}\n{{ apt.install(packages) }}");
        assertThat(rendering().dockerfile()).contains("apt-get install", "git curl");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'name: a\ndescription: b\nparametres: {}' | 3:1 | unknown key \"parametres\" of a recipe",
                "'name: A B\ndescription: b' | 1:7 | cannot read the name \"A B\"",
                "'name: a\ndescription: [b]' | 2:14 | cannot read description",
                "'name: a\ndescription: b\nparameters: {p: {type: txt}}' | 3:24 | cannot read the type of parameter \"p\": \"txt\"",
                "'name: a\ndescription: b\nparameters: {host: {}}' | 3:14 | cannot name a parameter \"host\"",
                "'name: a\ndescription: b\nparameters: {p: {type: integer, default: x}}' | 3:42 | cannot set parameter \"p\" to \"x\"",
                "'name: a\ndescription: b\nparameters: {p: {default: x, choices: [y]}}' | 3:27 | cannot set parameter \"p\" to \"x\"",
                "'name: a\ndescription: b\nruns: [' | 3:8 | cannot read the file",
            })
    void mistakesInTheDescription_areToldWithTheirPlace(String text, String place, String message) throws IOException {
        write("recipe.yaml", text);
        assertThatThrownBy(this::recipe)
                .isInstanceOf(RecipeException.class)
                .hasMessageStartingWith("./engine/recipe.yaml:" + place + ": " + message);
    }

    @Test
    void directoryWithoutDescription_isNoRecipe() {
        refused(
                () -> Recipes.find("./none", here),
                "no recipe in \"./none\" (expected: a directory with recipe.yaml)",
                "");
    }

    @Test
    void directoryNamedWithoutSlash_isHintedAt() {
        refused(
                () -> Recipes.find("engine", here),
                "no recipe \"engine\" (expected: " + String.join(", ", BuiltInFiles.names())
                        + ", or the path of a directory)",
                "use \"./engine\"");
    }
}
