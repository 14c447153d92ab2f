/**
 * What each commit of a git history would have run again, and what other orders of steps would have saved. Entry type:
 * {@link dev.slipway.advise.replay.Replay}. Git is read through tree differences; no file is checked out.
 */
@NullMarked
package dev.slipway.advise.replay;

import org.jspecify.annotations.NullMarked;
