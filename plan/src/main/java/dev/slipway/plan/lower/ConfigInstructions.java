package dev.slipway.plan.lower;

import dev.slipway.dockerfile.CommandLine;
import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.GoDuration;
import dev.slipway.dockerfile.HealthcheckSpec;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.KeyValue;
import dev.slipway.dockerfile.Word;
import dev.slipway.image.ImageConfig.Healthcheck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Instructions that change the image config only: values expanded and checked, the config folded, a history entry
 * without a layer written.
 */
final class ConfigInstructions {
    private final StageState stage;

    ConfigInstructions(StageState stage) {
        this.stage = stage;
    }

    /** All values see the environment as it was before the instruction. */
    void env(Instruction.Env env) {
        List<Map.Entry<String, String>> pairs = pairs(env.variables());
        for (Map.Entry<String, String> pair : pairs) {
            stage.scope.env(pair.getKey(), pair.getValue());
            stage.config.env(pair.getKey(), pair.getValue());
        }
        stage.record("ENV" + history(pairs));
    }

    void label(Instruction.Label label) {
        List<Map.Entry<String, String>> pairs = pairs(label.labels());
        pairs.forEach(pair -> stage.config.label(pair.getKey(), pair.getValue()));
        stage.record("LABEL" + history(pairs));
    }

    private List<Map.Entry<String, String>> pairs(List<KeyValue> written) {
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        for (KeyValue pair : written) {
            String key = stage.expand(pair.key());
            if (key.isEmpty()) {
                throw stage.faults()
                        .refuse(
                                Code.BAD_SYNTAX,
                                pair.key().span(),
                                "cannot set the name \"" + pair.key().text() + "\", which is empty",
                                "a name",
                                Optional.empty());
            }
            pairs.add(Map.entry(key, pair.value().map(stage::expand).orElse("")));
        }
        return pairs;
    }

    private static String history(List<Map.Entry<String, String>> pairs) {
        StringBuilder text = new StringBuilder();
        pairs.forEach(pair -> text.append(' ').append(pair.getKey()).append('=').append(pair.getValue()));
        return text.toString();
    }

    void user(Instruction.User user) {
        String name = stage.expand(user.user());
        stage.config.user(name);
        stage.record("USER " + name);
    }

    void cmd(Instruction.Cmd cmd) {
        List<String> arguments = arguments(cmd.command());
        stage.config.cmd(arguments);
        stage.record("CMD " + GoText.quotedList(arguments));
    }

    void entrypoint(Instruction.Entrypoint entrypoint) {
        List<String> arguments = arguments(entrypoint.command());
        stage.config.entrypoint(arguments);
        stage.record("ENTRYPOINT " + GoText.quotedList(arguments));
    }

    private List<String> arguments(CommandLine command) {
        return switch (command) {
            case CommandLine.ExecForm exec -> exec.arguments();
            case CommandLine.ShellForm shell -> stage.config.inShell(shell.script());
        };
    }

    void expose(Instruction.Expose expose) {
        List<String> ports = new ArrayList<>();
        // Sorted as written, before variables are replaced: history shows them so.
        List<Word> sorted =
                expose.ports().stream().sorted(Comparator.comparing(Word::text)).toList();
        for (Word word : sorted) {
            for (String port : stage.expander().expand(word, stage.scope).words()) {
                ports.addAll(Ports.parse(port)
                        .orElseThrow(() -> stage.faults()
                                .refuse(
                                        word.span(),
                                        "cannot expose \"" + port + "\"",
                                        "port or range from 0 to 65535, with /tcp, /udp or /sctp")));
            }
        }
        stage.config.expose(ports);
        stage.record("EXPOSE " + GoText.list(ports));
    }

    void volume(Instruction.Volume volume) {
        List<String> paths = new ArrayList<>();
        for (Word word : volume.paths()) {
            String path = stage.expand(word);
            if (path.isEmpty()) {
                throw stage.faults()
                        .refuse(
                                Code.BAD_SYNTAX,
                                word.span(),
                                "cannot declare the volume \"" + word.text() + "\", which is empty",
                                "a path in the image",
                                Optional.empty());
            }
            paths.add(path);
        }
        stage.config.volume(paths);
        stage.record("VOLUME " + GoText.list(paths));
    }

    void stopSignal(Instruction.StopSignal stop) {
        String signal = stage.expand(stop.signal());
        if (!Signals.isSignal(signal)) {
            throw stage.faults()
                    .refuse(
                            Code.BAD_SYNTAX,
                            stop.signal().span(),
                            "cannot stop with the signal \"" + signal + "\"",
                            "a signal such as SIGTERM, or its number",
                            Optional.empty());
        }
        stage.config.stopSignal(signal);
        stage.record("STOPSIGNAL " + signal);
    }

    void shell(Instruction.Shell shell) {
        stage.config.shell(shell.arguments());
        stage.record("SHELL " + GoText.list(shell.arguments()));
    }

    void onbuild(Instruction.Onbuild onbuild) {
        // Builders write no history for it.
        stage.config.onbuild(onbuild.triggerText());
    }

    void maintainer(Instruction.Maintainer maintainer) {
        stage.config.maintainer(maintainer.name());
        stage.record("MAINTAINER " + maintainer.name());
    }

    void healthcheck(Instruction.Healthcheck instruction) {
        Healthcheck check = switch (instruction.check()) {
            case HealthcheckSpec.None() -> new Healthcheck(List.of("NONE"), 0, 0, 0, 0, 0);
            case HealthcheckSpec.Command command -> check(command);
        };
        stage.config.healthcheck(check);
        stage.record("HEALTHCHECK {Test:" + GoText.list(check.test())
                + " Interval:" + GoText.duration(check.intervalNanos())
                + " Timeout:" + GoText.duration(check.timeoutNanos())
                + " StartPeriod:" + GoText.duration(check.startPeriodNanos())
                + " StartInterval:" + GoText.duration(check.startIntervalNanos())
                + " Retries:" + check.retries() + "}");
    }

    private static Healthcheck check(HealthcheckSpec.Command command) {
        List<String> test = new ArrayList<>();
        switch (command.command()) {
            case CommandLine.ExecForm exec -> {
                test.add("CMD");
                test.addAll(exec.arguments());
            }
            case CommandLine.ShellForm shell -> {
                test.add("CMD-SHELL");
                test.add(shell.script());
            }
        }
        return new Healthcheck(
                test,
                nanos(command.interval()),
                nanos(command.timeout()),
                nanos(command.startPeriod()),
                nanos(command.startInterval()),
                command.retries().map(word -> Integer.parseInt(word.text())).orElse(0));
    }

    private static long nanos(Optional<Word> word) {
        return word.map(written -> GoDuration.nanoseconds(written.text())
                        .orElseThrow(
                                () -> new IllegalStateException("the parser let the duration " + written + " pass")))
                .orElse(0L);
    }
}
