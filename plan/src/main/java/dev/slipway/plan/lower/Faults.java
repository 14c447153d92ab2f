package dev.slipway.plan.lower;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import java.util.Optional;

/**
 * Refusals that point into the text an instruction comes from.
 *
 * @param source the Dockerfile, or an ONBUILD trigger
 */
record Faults(SourceText source) {
    /** {@code cannot …: what (expected: …)}. */
    DockerfileException refuse(Span span, String what, String expected) {
        return refuse(Code.BAD_FLAG_VALUE, span, what, expected, Optional.empty());
    }

    DockerfileException refuse(Span span, String what, String expected, String hint) {
        return refuse(Code.BAD_FLAG_VALUE, span, what, expected, Optional.of(hint));
    }

    DockerfileException refuse(Code code, Span span, String what, String expected, Optional<String> hint) {
        return new DockerfileException(code, source, span, what + " (expected: " + expected + ")", hint);
    }
}
