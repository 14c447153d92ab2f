/**
 * An engine without a model: {@link dev.slipway.serve.scripted.ScriptedEngine} answers by a script, as fast as it is
 * read or at a given pace. For tests, load benches and trying clients.
 */
@NullMarked
package dev.slipway.serve.scripted;

import org.jspecify.annotations.NullMarked;
