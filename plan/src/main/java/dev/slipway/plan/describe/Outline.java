package dev.slipway.plan.describe;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Stage;
import dev.slipway.image.Platform;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.stage.GlobalScope;
import dev.slipway.plan.stage.NamedContexts;
import dev.slipway.plan.stage.PlatformPair;
import dev.slipway.plan.stage.StageTable;
import java.util.List;

/**
 * What a target can be given ({@code --call=outline}): the arguments, secrets and SSH agents of the stages that it needs,
 * each by line. Base images are not asked, so defaults that use their environment show it as empty.
 *
 * @param name of the target; empty for a last stage without a name
 * @param description from a comment above its FROM, or empty
 */
public record Outline(
        String name, String description, List<Argument> arguments, List<Need> secrets, List<Need> agents) {
    public Outline {
        arguments = List.copyOf(arguments);
        secrets = List.copyOf(secrets);
        agents = List.copyOf(agents);
    }

    /**
     * @param value what it is with the request's build arguments, or empty
     * @param description from a comment {@code # NAME text} above the ARG, or empty
     */
    public record Argument(String name, String value, String description, int line) {}

    /** A secret or agent by its id. */
    public record Need(String id, boolean required, int line) {}

    /**
     * @throws dev.slipway.plan.PlanException when the request's target is no stage
     * @throws dev.slipway.dockerfile.DockerfileException when a stage that it needs refers to something wrong
     */
    public static Outline of(Dockerfile dockerfile, BuildRequest request) {
        Stage target = StageTable.target(dockerfile, request.target());
        List<Platform> wanted = request.platforms();
        PlatformPair platforms =
                new PlatformPair(Platform.host(), wanted.isEmpty() ? Platform.host() : wanted.getFirst(), true);
        GlobalScope globals = GlobalScope.of(
                dockerfile, request.buildArguments(), platforms, target.name().orElse(""));
        StageTable table = new StageTable(
                dockerfile, globals, new NamedContexts(request.sources().namedContexts()), platforms);
        DocComments comments = new DocComments(dockerfile);
        OutlineReader reader = new OutlineReader(dockerfile, globals, request.buildArguments(), comments);
        table.reachable(target.index()).forEach(index -> reader.read(table.node(index)));
        String name = target.name().orElse("");
        return new Outline(
                name,
                comments.of(name, target.from().span().startLine()),
                reader.arguments(),
                reader.secrets(),
                reader.agents());
    }
}
