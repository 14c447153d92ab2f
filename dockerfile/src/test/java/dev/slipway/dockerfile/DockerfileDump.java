package dev.slipway.dockerfile;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A typed Dockerfile as text with spans, for golden files. */
final class DockerfileDump {
    private final StringBuilder out = new StringBuilder();

    private DockerfileDump() {}

    static String of(Dockerfile file) {
        DockerfileDump dump = new DockerfileDump();
        file.directives().forEach(it -> dump.line(0, "directive " + it.name() + " = " + it.value(), it.span()));
        file.globalArguments().forEach(it -> dump.instruction(0, it));
        for (Stage stage : file.stages()) {
            dump.line(
                    0,
                    "stage " + stage.index()
                            + stage.name().map(name -> " " + name).orElse(""),
                    stage.from().span());
            dump.instruction(1, stage.from());
            stage.instructions().forEach(it -> dump.instruction(1, it));
        }
        return dump.out.toString();
    }

    private void line(int depth, String text, Span span) {
        out.append("  ".repeat(depth))
                .append(text)
                .append("  ")
                .append(range(span))
                .append('\n');
    }

    private static String range(Span span) {
        return "[" + span.startLine() + ":" + span.startColumn() + "-" + span.endLine() + ":" + span.endColumn() + "]";
    }

    private void instruction(int depth, Instruction it) {
        line(depth, it.keyword() + " «" + visible(it.origin().text()) + "»", it.span());
        int in = depth + 1;
        switch (it) {
            case Instruction.From from -> {
                word(in, "platform", from.platform());
                word(in, "image", Optional.of(from.image()));
                word(in, "name", from.stageName());
            }
            case Instruction.Arg arg -> pairs(in, arg.arguments());
            case Instruction.Env env -> pairs(in, env.variables());
            case Instruction.Label label -> pairs(in, label.labels());
            case Instruction.Run run -> run(in, run);
            case Instruction.Copy copy -> transfer(in, copy.flags(), copy.sources(), copy.destination());
            case Instruction.Add add -> transfer(in, add.flags(), add.sources(), add.destination());
            case Instruction.Workdir workdir -> word(in, "path", Optional.of(workdir.path()));
            case Instruction.User user -> word(in, "user", Optional.of(user.user()));
            case Instruction.Cmd cmd -> command(in, cmd.command());
            case Instruction.Entrypoint entrypoint -> command(in, entrypoint.command());
            case Instruction.Expose expose -> words(in, "port", expose.ports());
            case Instruction.Volume volume -> words(in, "path", volume.paths());
            case Instruction.StopSignal signal -> word(in, "signal", Optional.of(signal.signal()));
            case Instruction.Shell shell ->
                out.append("  ".repeat(in)).append(list(shell.arguments())).append('\n');
            case Instruction.Healthcheck healthcheck -> health(in, healthcheck.check());
            case Instruction.Onbuild onbuild -> {
                out.append("  ".repeat(in))
                        .append("stored «")
                        .append(visible(onbuild.triggerText()))
                        .append("»\n");
                instruction(in, onbuild.trigger());
            }
            case Instruction.Maintainer maintainer ->
                out.append("  ".repeat(in))
                        .append("name «")
                        .append(visible(maintainer.name()))
                        .append("»\n");
        }
    }

    private void run(int depth, Instruction.Run run) {
        for (MountFlag mount : run.mounts()) {
            line(depth, "mount", mount.span());
            mount.options()
                    .forEach(option -> line(
                            depth + 1,
                            option.key() + (option.bare() ? "" : " = «" + visible(option.value()) + "»"),
                            option.span()));
        }
        word(depth, "network", run.network());
        word(depth, "security", run.security());
        command(depth, run.command());
        run.heredocs().forEach(heredoc -> heredoc(depth, heredoc));
        if (run.isHeredocScript()) {
            out.append("  ".repeat(depth)).append("the heredoc is the script\n");
        }
    }

    private void transfer(int depth, TransferFlags flags, List<TransferSource> sources, Word destination) {
        word(depth, "chown", flags.placement().chown());
        word(depth, "chmod", flags.placement().chmod());
        word(depth, "link", flags.placement().link());
        word(depth, "parents", flags.placement().parents());
        words(depth, "exclude", flags.placement().exclude());
        word(depth, "from", flags.from());
        word(depth, "checksum", flags.checksum());
        word(depth, "keep-git-dir", flags.keepGitDir());
        word(depth, "unpack", flags.unpack());
        for (TransferSource source : sources) {
            switch (source) {
                case TransferSource.Path path -> word(depth, "source", Optional.of(path.word()));
                case TransferSource.Inline inline -> heredoc(depth, inline.heredoc());
            }
        }
        word(depth, "destination", Optional.of(destination));
    }

    private void health(int depth, HealthcheckSpec spec) {
        switch (spec) {
            case HealthcheckSpec.None none -> out.append("  ".repeat(depth)).append("none\n");
            case HealthcheckSpec.Command command -> {
                word(depth, "interval", command.interval());
                word(depth, "timeout", command.timeout());
                word(depth, "start-period", command.startPeriod());
                word(depth, "start-interval", command.startInterval());
                word(depth, "retries", command.retries());
                command(depth, command.command());
            }
        }
    }

    private void heredoc(int depth, Heredoc heredoc) {
        line(
                depth,
                "heredoc " + heredoc.name() + " fd=" + heredoc.fileDescriptor() + (heredoc.expand() ? "" : " literal")
                        + (heredoc.chomp() ? " chomp" : "") + " «" + visible(heredoc.content()) + "» "
                        + range(heredoc.contentSpan()),
                heredoc.span());
    }

    private void command(int depth, CommandLine command) {
        switch (command) {
            case CommandLine.ShellForm shell -> line(depth, "shell «" + visible(shell.script()) + "»", shell.span());
            case CommandLine.ExecForm exec -> line(depth, "exec " + list(exec.arguments()), exec.span());
        }
    }

    private void pairs(int depth, List<KeyValue> pairs) {
        for (KeyValue pair : pairs) {
            word(depth, "key", Optional.of(pair.key()));
            word(depth + 1, "value", pair.value());
        }
    }

    private void words(int depth, String label, List<Word> words) {
        words.forEach(word -> word(depth, label, Optional.of(word)));
    }

    private void word(int depth, String label, Optional<Word> word) {
        word.ifPresent(it -> line(depth, label + " «" + visible(it.text()) + "»", it.span()));
    }

    private static String list(List<String> values) {
        return values.stream().map(value -> "«" + visible(value) + "»").collect(Collectors.joining(" ", "[", "]"));
    }

    private static String visible(String text) {
        return text.replace("\n", "⏎").replace("\t", "⇥");
    }
}
