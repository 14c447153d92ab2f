package dev.slipway.plan.lower;

import dev.slipway.dockerfile.CommandLine;
import dev.slipway.dockerfile.Heredoc;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Word;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.request.BuildRequest.Entitlement;
import dev.slipway.plan.request.NetworkMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** RUN (Dockerfile reference, RUN and Here-Documents). */
final class RunLowering {
    /** Where a heredoc with a {@code #!} line is shown to the step. */
    private static final ImagePath SCRIPT_DIRECTORY = ImagePath.of("/dev/pipes");

    private final StageState stage;
    private final TreeSources trees;
    private final BuildSettings settings;

    RunLowering(StageState stage, TreeSources trees, BuildSettings settings) {
        this.stage = stage;
        this.trees = trees;
        this.settings = settings;
    }

    void lower(Instruction.Run run) {
        MountLowering mounts = new MountLowering(stage, trees, settings);
        List<String> arguments = arguments(run, mounts);
        run.mounts().forEach(mounts::add);
        List<String> environment = new ArrayList<>(stage.scope.environment());
        mounts.firstAgent()
                .filter(socket -> stage.scope.get("SSH_AUTH_SOCK").isEmpty())
                .ifPresent(socket -> environment.add("SSH_AUTH_SOCK=" + socket));
        ExecSpec spec = new ExecSpec(
                arguments,
                environment,
                stage.config.workingDirectory(),
                stage.config.user(),
                mounts.mounts(),
                settings.isolation(run.network().map(RunLowering::network), insecure(run)),
                settings.proxyEnvironment());
        List<String> history = new ArrayList<>(stage.scope.historyPrefix());
        history.addAll(arguments);
        stage.step(new Op.Exec(spec), mounts.inputs(), shown(run), "RUN " + String.join(" ", history) + " # buildkit");
    }

    private static NetworkMode network(Word word) {
        return NetworkMode.parse(word.text())
                .orElseThrow(() -> new IllegalStateException("the parser let --network=" + word + " pass"));
    }

    private boolean insecure(Instruction.Run run) {
        Optional<Word> security = run.security().filter(word -> word.text().equals("insecure"));
        security.filter(word -> !settings.request().sandbox().entitlements().contains(Entitlement.SECURITY_INSECURE))
                .ifPresent(word -> {
                    throw new PlanException(
                            PlanException.Code.MISSING_ENTITLEMENT,
                            new PlanException.Position(stage.current().source(), word.span()),
                            "cannot run with --security=insecure: the build has no entitlement \"security.insecure\""
                                    + " (expected: --allow security.insecure)",
                            Optional.of("allow it with --allow security.insecure if you trust this Dockerfile"));
                });
        return security.isPresent();
    }

    private List<String> arguments(Instruction.Run run, MountLowering mounts) {
        return switch (run.command()) {
            case CommandLine.ExecForm exec -> exec.arguments();
            case CommandLine.ShellForm shell -> stage.config.inShell(script(run, shell, mounts));
        };
    }

    private String script(Instruction.Run run, CommandLine.ShellForm shell, MountLowering mounts) {
        if (run.isHeredocScript()) {
            Heredoc heredoc = run.heredocs().getFirst();
            return heredoc.content().startsWith("#!") ? scriptFile(heredoc, mounts) : heredoc.content();
        }
        // The shell of the step reads these itself, so they are put back behind the line that names them.
        StringBuilder script = new StringBuilder(shell.script());
        for (Heredoc heredoc : run.heredocs()) {
            script.append('\n').append(heredoc.content()).append(heredoc.name());
        }
        return script.toString();
    }

    private String scriptFile(Heredoc heredoc, MountLowering mounts) {
        Vertex empty = stage.helper(new Op.Scratch(), List.of(), "[internal] empty", "empty");
        FileAction file = new FileAction.WriteFile(
                heredoc.name(),
                new FileAction.Content(heredoc.content().getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                new FileAction.Destination(ImagePath.ROOT, true),
                new FileAction.Placement(Optional.empty(), Optional.of(new FileAction.ModeChange.Octal(0755))));
        Vertex tree = stage.helper(
                new Op.FileOp(List.of(file)), List.of(empty), "[internal] preparing inline document", "script");
        mounts.bind(tree, ImagePath.ROOT, SCRIPT_DIRECTORY);
        return SCRIPT_DIRECTORY.resolve(heredoc.name()).value();
    }

    private String shown(Instruction.Run run) {
        String line = stage.expander().display(StepText.of(run), stage.scope);
        return run.isHeredocScript()
                ? line + " (" + StepText.summary(run.heredocs().getFirst().content()) + ")"
                : line;
    }
}
