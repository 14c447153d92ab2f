/**
 * Chat templates: {@link dev.slipway.serve.embedded.template.ChatTemplate} renders a chat to a prompt as the template in a model's
 * file says. The language itself is {@code dev.slipway.jinja}.
 */
@NullMarked
package dev.slipway.serve.embedded.template;

import org.jspecify.annotations.NullMarked;
