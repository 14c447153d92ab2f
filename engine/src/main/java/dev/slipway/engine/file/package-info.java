/**
 * COPY, ADD and WORKDIR on file trees. Entry type: {@code FileOps}.
 */
@NullMarked
package dev.slipway.engine.file;

import org.jspecify.annotations.NullMarked;
