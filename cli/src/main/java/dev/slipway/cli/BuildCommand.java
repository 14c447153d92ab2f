package dev.slipway.cli;

import static dev.slipway.cli.Options.parameter;

import dev.slipway.plan.PlanException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code slipway build}. */
final class BuildCommand implements Callable<Integer> {
    private final Session session;

    private final BuildFlags flags = new BuildFlags();
    private Optional<String> context = Optional.empty();

    BuildCommand(Session session) {
        this.session = session;
        BuildRun.preset(flags, session);
    }

    CommandModel model(NamedOptions named) {
        CommandModel model = CommandModel.of("build", "Builds an image from a Dockerfile.", named, this)
                .parameters(
                        parameter(value -> context = value, 0)
                                .paramLabel("PATH")
                                .description(
                                        "Build context: a directory, a git or HTTP address, or - for a tar or Dockerfile on standard input."))
                .subcommand("record", () -> new RecordCommand(session).model(named));
        BuildOptions.add(model, flags);
        model.spec().usageMessage().abbreviateSynopsis(true);
        return model;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path here = Path.of("").toAbsolutePath();
        String path = context.orElseThrow(
                () -> PlanException.badValue("no build context", "PATH, a URL or -: slipway build [OPTIONS] PATH"));
        try (BuildSources sources = new BuildSources(here, System.in)) {
            return new BuildRun(session, flags).run(sources.locate(path, flags.input.file), here);
        }
    }
}
