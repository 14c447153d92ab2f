package dev.slipway.dockerfile.parse;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.syntax.HeredocNode;
import dev.slipway.dockerfile.syntax.InstructionHead;
import dev.slipway.dockerfile.syntax.Slice;
import java.util.List;
import java.util.Optional;

/**
 * One instruction on its way to its type: the line taken apart, and how to complain about it.
 *
 * @param span from the keyword to the end, heredocs included
 */
record Statement(SourceText source, char escape, InstructionHead head, List<HeredocNode> heredocs, Span span) {
    String name() {
        return head.name();
    }

    Slice arguments() {
        return head.arguments();
    }

    Instruction.Origin origin() {
        return new Instruction.Origin(name(), span, head.whole().text());
    }

    /** The instruction after ONBUILD, as a statement of its own. */
    Statement trigger() {
        InstructionHead inner = InstructionHead.of(arguments(), escape);
        Span innerSpan =
                heredocs.isEmpty() ? inner.whole().span() : inner.whole().span().to(span);
        return new Statement(source, escape, inner, heredocs, innerSpan);
    }

    DockerfileException refuse(Code code, Span where, String what) {
        return refuse(code, where, what, Optional.empty());
    }

    DockerfileException refuse(Code code, Span where, String what, Optional<String> hint) {
        return new DockerfileException(code, source, where, what, hint);
    }

    /** The refusal of an instruction that has too few or too many arguments. */
    DockerfileException wrongCount(String expected) {
        return wrongCount(expected, Optional.empty());
    }

    DockerfileException wrongCount(String expected, Optional<String> hint) {
        String found = arguments().isEmpty()
                ? "no argument"
                : "\"" + Quote.shorten(arguments().text()) + "\"";
        Span where = arguments().isEmpty() ? head.keyword().span() : arguments().span();
        return refuse(
                Code.WRONG_ARGUMENT_COUNT,
                where,
                "cannot read " + name() + ": " + found + " (expected: " + expected + ")",
                hint);
    }
}
