package dev.slipway.advise.check.buildkit;

import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.ViewRule;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Word;
import java.util.List;
import java.util.Locale;

/** EXPOSE. */
final class PortChecks {
    static final List<ViewRule> RULES = List.of(
            BuildKitRules.rule(
                    "ExposeProtoCasing",
                    "The protocol of EXPOSE should be in lower case",
                    (view, hits) -> ports(view, (word, port) -> {
                        String protocol = port.substring(port.indexOf('/') + 1);
                        if (port.indexOf('/') >= 0 && !protocol.equals(protocol.toLowerCase(Locale.ROOT))) {
                            hits.at(word.span(), "protocol of \"" + port + "\" is not in lower case");
                        }
                    })),
            BuildKitRules.rule(
                    "ExposeInvalidFormat",
                    "EXPOSE should name ports of the container only",
                    (view, hits) -> ports(view, (word, port) -> {
                        if (port.indexOf(':') >= 0) {
                            hits.at(
                                    word.span(),
                                    "\"" + port + "\" names an address or a port of the host",
                                    "write only the container's port, such as 8080/tcp");
                        }
                    })));

    private PortChecks() {}

    @FunctionalInterface
    private interface PortVisitor {
        void visit(Word word, String port);
    }

    private static void ports(DockerfileView view, PortVisitor visitor) {
        StageWalk.run(view, (stage, instruction, variables) -> {
            if (instruction instanceof Instruction.Expose expose) {
                for (Word word : expose.ports()) {
                    String value = variables.value(view, word);
                    for (String port : value.strip().split("\\s+", -1)) {
                        visitor.visit(word, port);
                    }
                }
            }
        });
    }
}
