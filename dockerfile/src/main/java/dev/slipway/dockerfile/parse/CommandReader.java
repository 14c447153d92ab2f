package dev.slipway.dockerfile.parse;

import dev.slipway.dockerfile.CommandLine;
import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.syntax.JsonArray;
import dev.slipway.dockerfile.syntax.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shell and exec form of RUN, CMD, ENTRYPOINT, SHELL and HEALTHCHECK CMD. */
final class CommandReader {
    private CommandReader() {}

    /** Text that is not valid JSON is shell form, even where it begins with a bracket. */
    static CommandLine read(Statement statement, Slice text) {
        Optional<List<String>> arguments = exec(statement, text);
        return arguments.isPresent()
                ? new CommandLine.ExecForm(arguments.get(), text.span())
                : new CommandLine.ShellForm(text.text(), text.span());
    }

    /** RUN, CMD and ENTRYPOINT need something to run; only the last two may be cleared with an empty list. */
    static CommandLine required(Statement statement) {
        Slice text = statement.arguments();
        boolean run = statement.name().equals("RUN");
        if (text.isEmpty()) {
            throw statement.wrongCount(
                    "a command, or a JSON array of strings",
                    run ? Optional.empty() : Optional.of("write " + statement.name() + " [] to clear it"));
        }
        CommandLine command = read(statement, text);
        if (run
                && command instanceof CommandLine.ExecForm exec
                && exec.arguments().isEmpty()) {
            throw statement.wrongCount("a command to run");
        }
        return command;
    }

    /** SHELL. */
    static List<String> shell(Statement statement) {
        Slice text = statement.arguments();
        Optional<List<String>> words = exec(statement, text);
        if (text.isEmpty() || words.filter(List::isEmpty).isPresent()) {
            throw statement.wrongCount("a JSON array of at least one string");
        }
        return words.orElseThrow(() -> statement.refuse(
                Code.BAD_SYNTAX,
                text.span(),
                "cannot read SHELL: \"" + Quote.shorten(text.text()) + "\" (expected: a JSON array of strings)",
                Optional.of("write it as SHELL [\"/bin/bash\", \"-c\"]")));
    }

    private static Optional<List<String>> exec(Statement statement, Slice text) {
        JsonArray.Result json = array(statement, text);
        if (json.form() != JsonArray.Form.STRINGS) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>();
        for (JsonArray.Element element : json.elements()) {
            values.add(element.value());
        }
        return Optional.of(values);
    }

    /** A JSON array, refused when it is one but holds more than strings. */
    static JsonArray.Result array(Statement statement, Slice text) {
        JsonArray.Result json = JsonArray.parse(text);
        if (json.form() == JsonArray.Form.NOT_STRINGS) {
            throw statement.refuse(
                    Code.BAD_SYNTAX,
                    text.span(),
                    "cannot read the JSON array of " + statement.name() + ": \"" + Quote.shorten(text.text())
                            + "\" (expected: strings only)");
        }
        return json;
    }
}
