/**
 * From tokens' bytes to the text of an answer: {@link dev.slipway.serve.embedded.text.AnswerText} releases whole characters and
 * ends at stop texts.
 */
@NullMarked
package dev.slipway.serve.embedded.text;

import org.jspecify.annotations.NullMarked;
