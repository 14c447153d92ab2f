package dev.slipway.dockerfile.parse;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.dockerfile.syntax.HeredocNode;
import java.util.List;
import java.util.Optional;

/** Reads one instruction of any kind. */
final class InstructionReader {
    private static final List<String> NAMES = List.of(
            "ADD",
            "ARG",
            "CMD",
            "COPY",
            "ENTRYPOINT",
            "ENV",
            "EXPOSE",
            "FROM",
            "HEALTHCHECK",
            "LABEL",
            "MAINTAINER",
            "ONBUILD",
            "RUN",
            "SHELL",
            "STOPSIGNAL",
            "USER",
            "VOLUME",
            "WORKDIR");

    private InstructionReader() {}

    static Instruction read(Statement statement) {
        return switch (statement.name()) {
            case "FROM" -> FromReader.read(statement);
            case "RUN" -> RunReader.read(statement);
            case "COPY" -> TransferReader.copy(statement);
            case "ADD" -> TransferReader.add(statement);
            case "HEALTHCHECK" -> HealthcheckReader.read(statement);
            case "ONBUILD" -> onbuild(statement);
            default -> flagless(statement);
        };
    }

    private static Instruction flagless(Statement statement) {
        if (!NAMES.contains(statement.name())) {
            throw unknown(statement);
        }
        FlagReader.read(statement);
        Instruction.Origin origin = statement.origin();
        return switch (statement.name()) {
            case "ARG" -> new Instruction.Arg(origin, new PairReader(statement).arguments());
            case "ENV" -> new Instruction.Env(origin, new PairReader(statement).pairs());
            case "LABEL" -> new Instruction.Label(origin, new PairReader(statement).pairs());
            case "CMD" -> new Instruction.Cmd(origin, CommandReader.required(statement));
            case "ENTRYPOINT" -> new Instruction.Entrypoint(origin, CommandReader.required(statement));
            case "SHELL" -> new Instruction.Shell(origin, CommandReader.shell(statement));
            case "EXPOSE" -> new Instruction.Expose(origin, ArgumentReader.ports(statement));
            case "VOLUME" -> new Instruction.Volume(origin, ArgumentReader.volumes(statement));
            case "WORKDIR" -> new Instruction.Workdir(origin, ArgumentReader.single(statement, "a path"));
            case "USER" -> new Instruction.User(origin, ArgumentReader.single(statement, "user, or user:group"));
            case "STOPSIGNAL" ->
                new Instruction.StopSignal(origin, ArgumentReader.single(statement, "a signal, such as SIGTERM or 15"));
            case "MAINTAINER" ->
                new Instruction.Maintainer(
                        origin, ArgumentReader.single(statement, "a name").text());
            default -> throw new IllegalStateException("no reader for the instruction " + statement.name());
        };
    }

    private static DockerfileException unknown(Statement statement) {
        String keyword = statement.head().keyword().text();
        Optional<String> hint = keyword.startsWith("&&") || keyword.startsWith("|")
                ? Optional.of("end the line above with " + statement.escape() + " to continue it here")
                : Suggestion.hint(statement.name(), NAMES);
        return statement.refuse(
                Code.UNKNOWN_INSTRUCTION,
                statement.head().keyword().span(),
                "cannot read the instruction \"" + Quote.shorten(keyword) + "\" (expected: one of "
                        + String.join(", ", NAMES) + ")",
                hint);
    }

    private static Instruction onbuild(Statement statement) {
        FlagReader.read(statement);
        if (statement.arguments().isEmpty()) {
            throw statement.wrongCount("an instruction");
        }
        Statement trigger = statement.trigger();
        switch (trigger.name()) {
            case "ONBUILD", "FROM", "MAINTAINER" ->
                throw statement.refuse(
                        Code.BAD_SYNTAX,
                        trigger.head().keyword().span(),
                        "cannot trigger " + trigger.name()
                                + " with ONBUILD (expected: any instruction but FROM, MAINTAINER and ONBUILD)");
            default -> {
                Instruction read = read(trigger);
                return new Instruction.Onbuild(statement.origin(), read, triggerText(statement));
            }
        }
    }

    /** The trigger's line and its heredocs, in a form that can be parsed again. */
    private static String triggerText(Statement statement) {
        StringBuilder text = new StringBuilder(statement.arguments().text());
        for (HeredocNode heredoc : statement.heredocs()) {
            text.append('\n')
                    .append(heredoc.rawContent())
                    .append(heredoc.operator().name());
        }
        return text.toString();
    }
}
