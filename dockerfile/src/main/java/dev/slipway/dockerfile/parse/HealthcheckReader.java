package dev.slipway.dockerfile.parse;

import dev.slipway.dockerfile.CommandLine;
import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.GoDuration;
import dev.slipway.dockerfile.HealthcheckSpec;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.syntax.Slice;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** HEALTHCHECK. */
final class HealthcheckReader {
    private static final long MINIMUM_NANOSECONDS = 1_000_000;

    private final Statement statement;
    private final FlagValues flags;

    private HealthcheckReader(Statement statement, FlagValues flags) {
        this.statement = statement;
        this.flags = flags;
    }

    static Instruction read(Statement statement) {
        FlagValues flags = FlagReader.read(statement);
        return new Instruction.Healthcheck(statement.origin(), new HealthcheckReader(statement, flags).spec());
    }

    private HealthcheckSpec spec() {
        Slice kind = statement.arguments().head();
        Slice rest = statement.arguments().tail();
        if (kind.isEmpty()) {
            throw statement.wrongCount("CMD and a command, or NONE");
        }
        return switch (kind.text().toUpperCase(Locale.ROOT)) {
            case "NONE" -> {
                if (!rest.isEmpty()) {
                    throw statement.refuse(
                            Code.WRONG_ARGUMENT_COUNT,
                            rest.span(),
                            "cannot read HEALTHCHECK NONE: \"" + Quote.shorten(rest.text())
                                    + "\" (expected: no argument)");
                }
                yield new HealthcheckSpec.None();
            }
            case "CMD" -> command(rest);
            default ->
                throw statement.refuse(
                        Code.BAD_SYNTAX,
                        kind.span(),
                        "cannot read HEALTHCHECK: \"" + Quote.shorten(kind.text()) + "\" (expected: CMD or NONE)",
                        Suggestion.hint(kind.text(), List.of("CMD", "NONE"))
                                .or(() -> Optional.of("write HEALTHCHECK CMD before the command")));
        };
    }

    private HealthcheckSpec command(Slice text) {
        CommandLine command = CommandReader.read(statement, text);
        if (text.isEmpty()
                || (command instanceof CommandLine.ExecForm exec
                        && exec.arguments().isEmpty())) {
            throw statement.wrongCount("a command after CMD");
        }
        return new HealthcheckSpec.Command(
                command,
                duration("interval"),
                duration("timeout"),
                duration("start-period"),
                duration("start-interval"),
                retries());
    }

    private Optional<Word> duration(String name) {
        Optional<Word> value = flags.get(name);
        value.ifPresent(word -> {
            OptionalLong nanoseconds = GoDuration.nanoseconds(word.text());
            if (nanoseconds.isEmpty()
                    || (nanoseconds.getAsLong() != 0 && nanoseconds.getAsLong() < MINIMUM_NANOSECONDS)) {
                throw statement.refuse(
                        Code.BAD_FLAG_VALUE,
                        word.span(),
                        "cannot read \"--" + name + "\" of HEALTHCHECK: \"" + Quote.shorten(word.text())
                                + "\" (expected: a duration of at least 1ms, such as 30s or 1m30s)");
            }
        });
        return value;
    }

    private Optional<Word> retries() {
        Optional<Word> value = flags.get("retries");
        value.ifPresent(word -> {
            if (!isCount(word.text())) {
                throw statement.refuse(
                        Code.BAD_FLAG_VALUE,
                        word.span(),
                        "cannot read \"--retries\" of HEALTHCHECK: \"" + Quote.shorten(word.text())
                                + "\" (expected: a number >= 0)");
            }
        });
        return value;
    }

    private static boolean isCount(String text) {
        try {
            return Integer.parseInt(text) >= 0;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }
}
