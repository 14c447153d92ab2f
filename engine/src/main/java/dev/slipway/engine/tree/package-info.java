/**
 * File trees as steps see them: a stack of layers as one merged tree, a context directory with its exclusions. Entry
 * type: {@link dev.slipway.engine.tree.FileTree}.
 */
@NullMarked
package dev.slipway.engine.tree;

import org.jspecify.annotations.NullMarked;
