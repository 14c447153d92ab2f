/**
 * How sources tell what they do: transfers of a vertex, and steps beside the graph. Entry types:
 * {@link dev.slipway.engine.source.progress.Progress}, {@link dev.slipway.engine.source.progress.BesideSteps}.
 */
@NullMarked
package dev.slipway.engine.source.progress;

import org.jspecify.annotations.NullMarked;
