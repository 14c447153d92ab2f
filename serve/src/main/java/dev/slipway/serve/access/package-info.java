/** Who may call: {@link dev.slipway.serve.access.AccessControl}, in front of both protocols. */
@NullMarked
package dev.slipway.serve.access;

import org.jspecify.annotations.NullMarked;
