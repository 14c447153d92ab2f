package dev.slipway.dockerfile.syntax;

import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.expand.HeredocOperator;

/**
 * A heredoc of an instruction.
 *
 * @param operator in the instruction's logical line
 * @param operatorSpan where the operator stands in the source
 * @param rawContent the body's lines as written, line ends included
 * @param contentSpan the body and the terminator line
 * @param terminated false when the file ended first
 */
public record HeredocNode(
        HeredocOperator operator, Span operatorSpan, String rawContent, Span contentSpan, boolean terminated) {}
