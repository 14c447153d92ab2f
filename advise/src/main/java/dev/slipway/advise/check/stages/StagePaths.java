package dev.slipway.advise.check.stages;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.StageView;
import dev.slipway.advise.shell.ShellCommand;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.KeyValue;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The stages of a Dockerfile as paths: what a stage's file system comes from, base stages first. Values of arguments are
 * taken as far as they have defaults; nothing is asked of registries.
 */
public final class StagePaths {
    private static final Set<String> PREFIXES =
            Set.of("sudo", "env", "exec", "time", "nice", "command", "nohup", "eatmydata", "xvfb-run");

    private final Dockerfile dockerfile;
    private final Map<String, String> arguments = new HashMap<>();
    private final List<List<Step>> own = new ArrayList<>();
    private final List<Optional<Integer>> bases = new ArrayList<>();
    private final int target;

    /** Of a view, which keeps it: {@link DockerfileView#paths()}. */
    public StagePaths(DockerfileView view) {
        CheckInput input = view.input();
        this.dockerfile = input.dockerfile();
        for (Instruction.Arg arg : dockerfile.globalArguments()) {
            for (KeyValue pair : arg.arguments()) {
                String name = pair.key().text();
                arguments.put(
                        name,
                        input.buildArguments()
                                .getOrDefault(
                                        name, pair.value().map(this::expand).orElse("")));
            }
        }
        for (StageView stage : view.stages()) {
            Optional<Integer> base =
                    named(expand(stage.from().image()), stage.stage().index());
            bases.add(base);
            own.add(steps(stage, base.map(this::lastWorkdir).orElse("/")));
        }
        this.target = input.target()
                .flatMap(name -> named(name, dockerfile.stages().size()))
                .orElse(dockerfile.stages().size() - 1);
    }

    public List<Stage> stages() {
        return dockerfile.stages();
    }

    /** The stage that is built for the user. */
    public Stage target() {
        return dockerfile.stages().get(target);
    }

    /** The steps written in the stage. */
    public List<Step> own(Stage stage) {
        return own.get(stage.index());
    }

    /** The steps of the stages it starts from, outermost first, and its own. */
    public List<Step> path(Stage stage) {
        List<Step> all = new ArrayList<>();
        bases.get(stage.index())
                .ifPresent(base -> all.addAll(path(dockerfile.stages().get(base))));
        all.addAll(own(stage));
        return all;
    }

    /** The steps of the path before this one. */
    public List<Step> before(Step step) {
        List<Step> path = path(step.stage());
        return path.subList(0, path.indexOf(step));
    }

    /** The image that the path starts from, arguments filled in as far as known. */
    public String baseImage(Stage stage) {
        return bases.get(stage.index())
                .map(base -> baseImage(dockerfile.stages().get(base)))
                .orElseGet(() -> expand(stage.from().image()));
    }

    /** The stage that a {@code --from} or mount names. */
    public Optional<Stage> stageNamed(String name, Stage user) {
        return named(expand(name), user.index()).map(dockerfile.stages()::get);
    }

    private Optional<Integer> named(String name, int before) {
        for (int i = before - 1; i >= 0; i--) {
            if (dockerfile.stages().get(i).name().equals(Optional.of(name.toLowerCase(Locale.ROOT)))) {
                return Optional.of(i);
            }
        }
        return !name.isEmpty() && name.length() < 5 && name.chars().allMatch(Character::isDigit)
                ? Optional.of(Integer.parseInt(name)).filter(number -> number < before)
                : Optional.empty();
    }

    private String lastWorkdir(int stage) {
        return own.get(stage).isEmpty()
                ? bases.get(stage).map(this::lastWorkdir).orElse("/")
                : own.get(stage).getLast().workdir();
    }

    private List<Step> steps(StageView stage, String workdir) {
        List<Step> steps = new ArrayList<>();
        String directory = workdir;
        for (dev.slipway.advise.check.Step read : stage.steps()) {
            if (read.trigger()) {
                continue;
            }
            Instruction instruction = read.instruction();
            if (instruction instanceof Instruction.Workdir to) {
                directory = Paths.resolve(directory, expand(to.path()));
            }
            List<ShellCommand> commands =
                    read.commands().stream().map(StagePaths::withoutPrefix).toList();
            List<Install> installs = commands.stream()
                    .flatMap(command -> InstallReader.read(command).stream())
                    .toList();
            steps.add(new Step(stage.stage(), instruction, directory, commands, installs));
        }
        return steps;
    }

    private static ShellCommand withoutPrefix(ShellCommand command) {
        List<String> words = command.words();
        int first = 0;
        while (first < words.size() && PREFIXES.contains(words.get(first))) {
            first++;
            while (first < words.size()
                    && (words.get(first).startsWith("-") || words.get(first).indexOf('=') > 0)) {
                first++;
            }
        }
        return first == 0 || first == words.size()
                ? command
                : new ShellCommand(
                        command.assignments(), words.subList(first, words.size()), command.before(), command.span());
    }

    private String expand(Word word) {
        return expand(word.text());
    }

    /** Fills in global arguments; others stay as written. */
    private String expand(String text) {
        String result = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
        for (Map.Entry<String, String> argument : arguments.entrySet()) {
            result = result.replace("${" + argument.getKey() + "}", argument.getValue());
            result = result.equals("$" + argument.getKey()) ? argument.getValue() : result;
        }
        return result;
    }
}
