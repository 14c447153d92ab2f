package dev.slipway.advise.check.buildkit;

import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.StageView;
import dev.slipway.advise.check.ViewRule;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.KeyValue;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.dockerfile.TransferFlags;
import dev.slipway.dockerfile.TransferSource;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.expand.Expansion;
import dev.slipway.plan.request.Redaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Variables that are not there, and those that should not be. */
final class VariableChecks {
    static final List<ViewRule> RULES = List.of(
            BuildKitRules.rule(
                    "UndefinedVar", "Variables should be defined before they are used", VariableChecks::undefined),
            BuildKitRules.rule(
                    "SecretsUsedInArgOrEnv", "Secrets should not be given as ARG or ENV", VariableChecks::secrets));

    private VariableChecks() {}

    /**
     * BuildKit pulls the base and knows its variables; here they may not be known. Over an image of which they are not,
     * only those names are wrong that the file itself speaks of: declared in another scope, or nearly one that is set.
     */
    private static void undefined(DockerfileView view, ViewRule.Hits hits) {
        Set<String> elsewhere = new HashSet<>();
        view.dockerfile().globalArguments().forEach(argument -> names(argument).forEach(elsewhere::add));
        view.steps()
                .filter(step -> !step.trigger())
                .forEach(step -> names(step.instruction()).forEach(elsewhere::add));
        StageWalk.run(view, (stage, instruction, variables) -> {
            Set<String> reported = new HashSet<>();
            Set<String> own = new HashSet<>();
            for (Word word : words(instruction)) {
                // The arguments of one ARG see those before them.
                Optional<Expansion> expansion = variables.expand(view, word);
                for (String name : expansion.map(Expansion::undefined).orElse(Set.of())) {
                    if (variables.isDeclared(name) || name.equals("PATH") || own.contains(name)) {
                        continue;
                    }
                    Optional<String> near = Suggestion.closest(name, variables.names());
                    boolean known = stage.rootImage().equals("scratch")
                            || variables.isComplete()
                            || near.isPresent()
                            || elsewhere.contains(name) && !extendsItself(instruction, name);
                    if (known && reported.add(name)) {
                        hits.at(
                                word.span(),
                                "variable \"" + name + "\" is not defined here",
                                near.map(other -> "use \"" + other + "\"")
                                        .orElse("declare it with ARG " + name + " in this stage"));
                    }
                }
                if (instruction instanceof Instruction.Arg) {
                    names(instruction).forEach(own::add);
                }
            }
        });
    }

    /** {@code ENV X=…:$X} adds to what the base may have set. */
    private static boolean extendsItself(Instruction instruction, String name) {
        return instruction instanceof Instruction.Env env
                && env.variables().stream().anyMatch(pair -> pair.key().text().equals(name));
    }

    private static Stream<String> names(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Arg argument ->
                argument.arguments().stream().map(one -> one.key().text());
            case Instruction.Env env ->
                env.variables().stream().map(one -> one.key().text());
            default -> Stream.empty();
        };
    }

    /** The words that the builder expands. */
    private static List<Word> words(Instruction instruction) {
        List<Word> words = new ArrayList<>();
        switch (instruction) {
            case Instruction.Arg argument ->
                argument.arguments().forEach(one -> one.value().ifPresent(words::add));
            case Instruction.Env env -> env.variables().forEach(pair -> add(words, pair));
            case Instruction.Label label -> label.labels().forEach(pair -> add(words, pair));
            case Instruction.Copy copy -> {
                transfer(words, copy.flags(), copy.sources());
                words.add(copy.destination());
            }
            case Instruction.Add add -> {
                transfer(words, add.flags(), add.sources());
                words.add(add.destination());
            }
            case Instruction.Run run ->
                run.mounts().stream()
                        .flatMap(mount -> mount.options().stream())
                        .forEach(option -> words.add(new Word(option.value(), option.span())));
            case Instruction.Workdir workdir -> words.add(workdir.path());
            case Instruction.User user -> words.add(user.user());
            case Instruction.Expose expose -> words.addAll(expose.ports());
            case Instruction.Volume volume -> words.addAll(volume.paths());
            case Instruction.StopSignal signal -> words.add(signal.signal());
            default -> {}
        }
        return words;
    }

    private static void add(List<Word> words, KeyValue pair) {
        words.add(pair.key());
        pair.value().ifPresent(words::add);
    }

    private static void transfer(List<Word> words, TransferFlags flags, List<TransferSource> sources) {
        flags.placement().chown().ifPresent(words::add);
        flags.placement().chmod().ifPresent(words::add);
        for (TransferSource source : sources) {
            if (source instanceof TransferSource.Path path) {
                words.add(path.word());
            }
        }
    }

    private static void secrets(DockerfileView view, ViewRule.Hits hits) {
        for (StageView stage : view.stages()) {
            for (Instruction instruction : stage.stage().instructions()) {
                List<KeyValue> pairs = switch (instruction) {
                    case Instruction.Arg argument -> argument.arguments();
                    case Instruction.Env env -> env.variables();
                    default -> List.of();
                };
                for (KeyValue pair : pairs) {
                    String name = pair.key().text();
                    if (Redaction.isSecretName(name)) {
                        hits.at(
                                pair.key().span(),
                                instruction.keyword() + " \"" + name
                                        + "\" looks like a secret; it can be read from the image's history",
                                "give it with RUN --mount=type=secret");
                    }
                }
            }
        }
    }
}
