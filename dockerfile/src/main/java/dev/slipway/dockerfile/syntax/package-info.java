/**
 * The lossless syntax tree: lines, tokens and heredoc bodies whose texts, one after another, are the input. Entry
 * point: {@link dev.slipway.dockerfile.syntax.SyntaxTree#parse}, which accepts every text.
 *
 * <p>What an instruction's arguments mean, and whether they are right, belongs to
 * {@code dev.slipway.dockerfile.parse}.
 */
@NullMarked
package dev.slipway.dockerfile.syntax;

import org.jspecify.annotations.NullMarked;
