/**
 * Chat templates: {@link dev.slipway.serve.embedded.template.ChatTemplate} renders a chat to a prompt as the template in a model's
 * file says, in the part of Jinja that such templates use.
 */
@NullMarked
package dev.slipway.serve.embedded.template;

import org.jspecify.annotations.NullMarked;
