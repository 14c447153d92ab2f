/**
 * Build contexts as directories of this machine: local ones themselves, archives and downloads unpacked below the store,
 * git trees as stored layers. Entry type: {@link dev.slipway.engine.source.context.ContextTrees}.
 */
@NullMarked
package dev.slipway.engine.source.context;

import org.jspecify.annotations.NullMarked;
