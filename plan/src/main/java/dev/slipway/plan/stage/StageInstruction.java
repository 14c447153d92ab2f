package dev.slipway.plan.stage;

import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;

/**
 * An instruction of a stage.
 *
 * @param source the text that the instruction's own spans point into: the Dockerfile, or an ONBUILD trigger
 * @param shown where it stands in the Dockerfile; for a trigger the FROM that brought it
 * @param trigger whether it comes from ONBUILD of the base
 * @param escape the text's escape character
 */
public record StageInstruction(Instruction instruction, SourceText source, Span shown, boolean trigger, char escape) {}
