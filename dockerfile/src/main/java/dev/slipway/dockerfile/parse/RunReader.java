package dev.slipway.dockerfile.parse;

import dev.slipway.dockerfile.CommandLine;
import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.Flag;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.MountFlag;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.syntax.RawFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** RUN. */
final class RunReader {
    private static final List<String> NETWORKS = List.of("default", "none", "host");
    private static final List<String> SECURITY = List.of("sandbox", "insecure");

    private RunReader() {}

    static Instruction read(Statement statement) {
        FlagValues flags = FlagReader.read(statement);
        List<MountFlag> mounts = new ArrayList<>();
        for (RawFlag flag : statement.head().flags()) {
            if (flag.text().startsWith("--mount=")) {
                mounts.add(new MountReader(statement, flag).read());
            }
        }
        Optional<Word> network = oneOf(statement, flags, "network", NETWORKS);
        Optional<Word> security = oneOf(statement, flags, "security", SECURITY);
        CommandLine command = CommandReader.required(statement);
        return new Instruction.Run(
                statement.origin(), command, mounts, network, security, HeredocReader.read(statement));
    }

    private static Optional<Word> oneOf(Statement statement, FlagValues flags, String name, List<String> allowed) {
        for (Flag flag : flags.flags()) {
            if (flag.name().equals(name) && flag.value().isPresent()) {
                // Unlike with other flags, an empty value is no absent one.
                checkOneOf(statement, flag.value().get(), name, allowed);
                return flag.value();
            }
        }
        return Optional.empty();
    }

    private static void checkOneOf(Statement statement, Word value, String name, List<String> allowed) {
        if (!allowed.contains(value.text())) {
            throw statement.refuse(
                    Code.BAD_FLAG_VALUE,
                    value.span(),
                    "cannot read \"--" + name + "\" of RUN: \"" + Quote.shorten(value.text()) + "\" (expected: "
                            + String.join(", ", allowed) + ")",
                    Suggestion.hint(value.text(), allowed));
        }
    }
}
