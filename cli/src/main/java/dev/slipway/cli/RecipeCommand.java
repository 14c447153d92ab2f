package dev.slipway.cli;

import static dev.slipway.cli.Options.parameter;
import static dev.slipway.cli.Options.text;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.request.BuildRequest.DockerfileLocation;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.recipes.ParameterValues;
import dev.slipway.recipes.Recipe;
import dev.slipway.recipes.Recipes;
import dev.slipway.recipes.Rendering;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code slipway recipe}: Dockerfiles from templates, and images of them. */
final class RecipeCommand {
    private static final int LARGEST_PARAMETERS = 1 << 20;

    private final Session session;
    private final Path here = Path.of("").toAbsolutePath();

    // Of the one subcommand that runs.
    private String name = "";
    private List<String> parameters = List.of();
    private Optional<String> parametersFile = Optional.empty();
    private Optional<String> output = Optional.empty();
    private Optional<String> context = Optional.empty();
    private final BuildFlags flags = new BuildFlags();

    RecipeCommand(Session session) {
        this.session = session;
        BuildRun.preset(flags, session);
    }

    CommandModel model(NamedOptions named) {
        return CommandModel.group("recipe", "Lists, shows, renders and builds recipes of images.", named)
                .subcommand("ls", "list", () -> CommandModel.of("ls", "Lists the recipes.", named, this::list))
                .subcommand(
                        "show",
                        () -> named(CommandModel.of(
                                "show", "Shows a recipe's parameters, contexts and stages.", named, this::show)))
                .subcommand("render", () -> renderModel(named))
                .subcommand("build", () -> buildModel(named));
    }

    private CommandModel named(CommandModel command) {
        return command.parameters(parameter(value -> name = value.orElse(""), 0)
                .arity("1")
                .required(true)
                .paramLabel("NAME")
                .description("Name of a recipe, or the path of its directory (with a / in it)."));
    }

    private CommandModel withParameters(CommandModel command) {
        return command.options(
                Options.list(value -> parameters = value, "-p", "--param")
                        .paramLabel("NAME=VALUE")
                        .description("A parameter; repeatable."),
                text(value -> parametersFile = value, "--params")
                        .paramLabel("FILE")
                        .description("YAML file with parameters; -p goes before it."));
    }

    private CommandModel renderModel(NamedOptions named) {
        return withParameters(
                        named(CommandModel.of("render", "Prints the Dockerfile of a recipe.", named, this::render)))
                .options(text(value -> output = value, "-o", "--output")
                        .paramLabel("FILE")
                        .description("Write it to a file."));
    }

    private CommandModel buildModel(NamedOptions named) {
        CommandModel model = withParameters(
                        named(CommandModel.of("build", "Builds an image of a recipe.", named, this::build)))
                .parameters(parameter(value -> context = value, 1)
                        .paramLabel("PATH")
                        .description("Build context (default: the recipe's directory; none for one of Slipway's)."));
        BuildOptions.add(model, flags);
        model.spec().usageMessage().abbreviateSynopsis(true);
        return model;
    }

    private int list() {
        Table table = new Table("NAME", "DESCRIPTION");
        Recipes.builtIn().forEach(recipe -> table.row(recipe.name(), recipe.description()));
        table.render(0).forEach(session.out()::println);
        return Main.OK;
    }

    private int show() {
        RecipeText.lines(Recipes.find(name, here)).forEach(session.out()::println);
        return Main.OK;
    }

    private int render() throws IOException {
        String text = rendering(Recipes.find(name, here)).dockerfile();
        if (output.isPresent()) {
            WholeFile.write(here.resolve(output.get()), text.getBytes(StandardCharsets.UTF_8));
        } else {
            session.out().print(text);
        }
        return Main.OK;
    }

    private int build() throws IOException, InterruptedException {
        Recipe recipe = Recipes.find(name, here);
        if (flags.input.file.isPresent()) {
            throw PlanException.badValue(
                    "--file \"" + flags.input.file.get() + "\" with a recipe",
                    "none: its template gives the Dockerfile");
        }
        Rendering rendering = rendering(recipe);
        String text = rendering.dockerfile();
        Set<String> given =
                NamedContextFlags.parse(flags.input.buildContexts, here).keySet();
        List<String> contexts = new ArrayList<>(flags.input.buildContexts);
        contexts.addAll(rendering.contexts(given, HostFacts.all()));
        flags.input.buildContexts = contexts;
        if (flags.output.tags.isEmpty()) {
            flags.output.tags = rendering.tags();
        }
        DockerfileLocation dockerfile =
                new DockerfileLocation.Text(recipe.name() + ".Dockerfile", text, Optional.empty());
        return new BuildRun(session, flags).run(new BuildSources.Located(dockerfile, mainContext(recipe)), here);
    }

    private Optional<ContextSpec> mainContext(Recipe recipe) {
        return context.<ContextSpec>map(path -> ContextSpec.parse(path, here))
                .or(() -> recipe.files().directory().map(ContextSpec.Directory::new));
    }

    private Rendering rendering(Recipe recipe) throws IOException {
        ParameterValues values = new ParameterValues(recipe);
        if (parametersFile.isPresent()) {
            values.file(new SourceText(parametersFile.get(), read(parametersFile.get())));
        }
        parameters.forEach(values::set);
        return new Rendering(values);
    }

    private String read(String name) throws IOException {
        Path file = here.resolve(name);
        if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_PARAMETERS) {
            throw PlanException.badValue("--params \"" + name + "\"", "a YAML file of at most 1 MiB");
        }
        return Files.readString(file);
    }
}
