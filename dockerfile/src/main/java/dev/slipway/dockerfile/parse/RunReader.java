package dev.slipway.dockerfile.parse;

import dev.slipway.dockerfile.CommandLine;
import dev.slipway.dockerfile.DockerfileException.Code;
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
        Optional<Word> value = flags.flags().stream()
                .filter(flag -> flag.name().equals(name))
                .findFirst()
                .flatMap(flag -> flag.value());
        value.ifPresent(word -> {
            if (!allowed.contains(word.text())) {
                throw statement.refuse(
                        Code.BAD_FLAG_VALUE,
                        word.span(),
                        "cannot read \"--" + name + "\" of RUN: \"" + Quote.shorten(word.text()) + "\" (expected: "
                                + String.join(", ", allowed) + ")",
                        Suggestion.hint(word.text(), allowed));
            }
        });
        return value;
    }
}
