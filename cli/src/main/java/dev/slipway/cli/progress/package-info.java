/**
 * A build's events as people and machines read them: a terminal display, plain lines, and raw JSON. Entry type:
 * {@link dev.slipway.cli.progress.ProgressDisplay}.
 */
@NullMarked
package dev.slipway.cli.progress;

import org.jspecify.annotations.NullMarked;
