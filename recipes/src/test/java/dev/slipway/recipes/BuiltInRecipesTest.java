package dev.slipway.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for each recipe that comes with Slipway. */
class BuiltInRecipesTest {
    private static final Path DATA = Path.of("src/main/resources/dev/slipway/recipes/builtin");

    static List<Recipe> recipes() {
        return Recipes.builtIn();
    }

    @Test
    void index_listsTheDirectories() throws IOException {
        try (Stream<Path> directories = Files.list(DATA)) {
            assertThat(BuiltInFiles.names())
                    .isSorted()
                    .containsExactlyInAnyOrderElementsOf(directories
                            .filter(path -> Files.isRegularFile(path.resolve(Recipe.DESCRIPTION)))
                            .map(path -> path.getFileName().toString())
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void recipe_isFoundByItsName_andSaysWhatEachParameterIs(Recipe recipe) {
        assertThat(Recipes.find(recipe.name(), Path.of("/"))).isEqualTo(recipe);
        assertThat(recipe.parameters())
                .allSatisfy(parameter -> assertThat(parameter.description()).isNotBlank());
        assertThat(recipe.contexts().values())
                .allSatisfy(context -> assertThat(context.description()).isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void rendering_isADockerfileWithTheStagesThatTheRecipeNames(Recipe recipe) {
        String text = new Rendering(new ParameterValues(recipe)).dockerfile();
        assertThat(new Rendering(new ParameterValues(recipe)).dockerfile()).isEqualTo(text);
        assertThat(text).doesNotContain("{{", "{%", "{#", "\n\n\n").endsWith("\n");
        List<Stage> stages = Dockerfile.parse("Dockerfile", text).stages();
        assertThat(stages.stream().map(stage -> stage.name().orElse("")))
                .containsExactlyElementsOf(recipe.targets().keySet());
    }

    @Test
    void slipwayServe_standsOnThisMachinesJavaAndSlipway() {
        Rendering rendering = new Rendering(new ParameterValues(Recipes.find("slipway-serve", Path.of("/"))));
        assertThat(rendering.contexts(
                        Set.of(), Map.of("java_home", "/jdk", "java_certificates", "/certs", "slipway", "/slipway")))
                .containsExactly("jdk=/jdk", "cacerts=/certs", "slipway=/slipway");
        assertThatThrownBy(() -> rendering.contexts(Set.of(), Map.of("java_home", "/jdk", "java_certificates", "/c")))
                .hasMessageStartingWith("cannot tell the context \"slipway\"");
    }

    @Test
    void slipwayServe_withoutPackages_installsNone() {
        Recipe recipe = Recipes.find("slipway-serve", Path.of("/"));
        assertThat(new Rendering(new ParameterValues(recipe).set("packages=")).dockerfile())
                .doesNotContain("apt-get");
        assertThat(new Rendering(new ParameterValues(recipe)).dockerfile())
                .contains("--no-install-recommends libgomp1 libstdc++6\nCOPY");
    }

    @Test
    void misspeltName_isHintedAt() {
        assertThatThrownBy(() -> Recipes.find("slipway-sevre", Path.of("/")))
                .isInstanceOfSatisfying(
                        RecipeException.class, e -> assertThat(e.hint()).contains("use \"slipway-serve\""));
    }
}
