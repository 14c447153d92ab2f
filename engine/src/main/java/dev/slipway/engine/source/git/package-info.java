/**
 * Git repositories as contexts and for ADD, through JGit, which is loaded only when a build has one. Entry type:
 * {@link dev.slipway.engine.source.git.GitTrees}.
 */
@NullMarked
package dev.slipway.engine.source.git;

import org.jspecify.annotations.NullMarked;
