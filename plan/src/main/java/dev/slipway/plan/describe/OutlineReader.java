package dev.slipway.plan.describe;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.KeyValue;
import dev.slipway.dockerfile.MountFlag;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.expand.Variables;
import dev.slipway.dockerfile.expand.WordExpander;
import dev.slipway.plan.describe.Outline.Argument;
import dev.slipway.plan.describe.Outline.Need;
import dev.slipway.plan.stage.GlobalScope;
import dev.slipway.plan.stage.StageInstruction;
import dev.slipway.plan.stage.StageNode;
import dev.slipway.plan.stage.TreeRef;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gathers an outline, stage by stage in file order; the last word on a name stands, which is the target's. */
final class OutlineReader {
    private final GlobalScope globals;
    private final Map<String, String> given;
    private final DocComments comments;
    private final WordExpander expander;
    private final Map<String, Declared> declared = new HashMap<>();
    private final Map<String, Argument> arguments = new LinkedHashMap<>();
    private final Map<Integer, Map<String, String>> scopes = new HashMap<>();
    private final Map<String, Need> secrets = new LinkedHashMap<>();
    private final Map<String, Need> agents = new LinkedHashMap<>();

    /** An ARG before the first FROM. */
    private record Declared(KeyValue argument, int line) {}

    private record Local(Map<String, String> values) implements Variables {
        @Override
        public Optional<String> get(String name) {
            return Optional.ofNullable(values.get(name));
        }

        @Override
        public Set<String> names() {
            return Set.copyOf(values.keySet());
        }
    }

    OutlineReader(Dockerfile dockerfile, GlobalScope globals, Map<String, String> given, DocComments comments) {
        this.globals = globals;
        this.given = given;
        this.comments = comments;
        this.expander = new WordExpander(dockerfile.source(), dockerfile.escape());
        for (Instruction.Arg instruction : dockerfile.globalArguments()) {
            instruction
                    .arguments()
                    .forEach(argument -> declared.put(
                            argument.key().text(),
                            new Declared(argument, instruction.span().startLine())));
        }
    }

    List<Argument> arguments() {
        return arguments.values().stream()
                .sorted(Comparator.comparingInt(Argument::line))
                .toList();
    }

    List<Need> secrets() {
        return sorted(secrets);
    }

    List<Need> agents() {
        return sorted(agents);
    }

    private static List<Need> sorted(Map<String, Need> needs) {
        return needs.values().stream()
                .sorted(Comparator.comparingInt(Need::line))
                .toList();
    }

    void read(StageNode node) {
        if (node.replaced()) {
            return;
        }
        used(node.stage().from().image());
        node.stage().from().platform().ifPresent(this::used);
        // Arguments of a stage hold in the stages that start from it.
        Local scope = new Local(new HashMap<>(
                node.base() instanceof TreeRef.OfStage(int base) ? scopes.getOrDefault(base, Map.of()) : Map.of()));
        scopes.put(node.stage().index(), scope.values());
        for (StageInstruction instruction : node.instructions()) {
            int line = instruction.shown().startLine();
            switch (instruction.instruction()) {
                case Instruction.Arg arg -> arg.arguments().forEach(each -> argument(each, line, scope));
                case Instruction.Env env ->
                    env.variables()
                            .forEach(pair -> scope.values()
                                    .put(
                                            pair.key().text(),
                                            pair.value()
                                                    .map(word -> value(word, scope))
                                                    .orElse("")));
                case Instruction.Run run -> run.mounts().forEach(mount -> mount(mount, line, scope));
                default -> {}
            }
        }
    }

    private void argument(KeyValue argument, int line, Local scope) {
        String name = argument.key().text();
        boolean inherited = argument.value().isEmpty()
                && !given.containsKey(name)
                && globals.get(name).isPresent();
        Optional<String> value = Optional.ofNullable(given.get(name))
                .or(() -> argument.value().map(word -> value(word, scope)))
                .or(() -> globals.get(name));
        value.ifPresent(set -> scope.values().put(name, set));
        if (inherited) {
            global(name);
        } else {
            arguments.put(name, new Argument(name, value.orElse(""), comments.of(name, line), line));
        }
    }

    /** Global arguments that a FROM refers to. */
    private void used(Word word) {
        expander.expand(word, globals).names().forEach(this::global);
    }

    /** A global argument and those that its default is made of; platform arguments are nobody's to give. */
    private void global(String name) {
        Declared found = declared.get(name);
        if (found == null) {
            return;
        }
        Argument shown =
                new Argument(name, globals.get(name).orElse(""), comments.of(name, found.line()), found.line());
        // Seen before: then so was what its default is made of, which also ends ARG A=$A.
        if (!shown.equals(arguments.put(name, shown))) {
            found.argument().value().ifPresent(this::used);
        }
    }

    private String value(Word word, Variables scope) {
        return expander.expand(word, scope).value();
    }

    private void mount(MountFlag mount, int line, Local scope) {
        Map<String, String> options = new HashMap<>();
        for (MountFlag.Option option : mount.options()) {
            options.put(option.key(), option.bare() ? "true" : value(new Word(option.value(), option.span()), scope));
        }
        boolean required = options.getOrDefault("required", "false").equals("true");
        String id = options.getOrDefault("id", "");
        switch (options.getOrDefault("type", "bind")) {
            case "secret" -> {
                String secret = !id.isEmpty() ? id : secretName(options);
                secrets.put(secret, new Need(secret, required, line));
            }
            case "ssh" -> {
                String agent = id.isEmpty() ? "default" : id;
                agents.put(agent, new Need(agent, required, line));
            }
            default -> {}
        }
    }

    private static String secretName(Map<String, String> options) {
        String source = options.getOrDefault("source", options.getOrDefault("src", ""));
        String target =
                options.getOrDefault("target", options.getOrDefault("dst", options.getOrDefault("destination", "")));
        return source.isEmpty() ? target.substring(target.lastIndexOf('/') + 1) : source;
    }
}
