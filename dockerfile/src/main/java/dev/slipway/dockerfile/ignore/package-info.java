/**
 * Ignore files and path patterns with the meaning Docker gives them. Entry points:
 * {@link dev.slipway.dockerfile.ignore.IgnoreRules} for {@code .dockerignore} and {@code --exclude},
 * {@link dev.slipway.dockerfile.ignore.PathPattern} for a single pattern.
 *
 * <p>Paths are relative, with {@code /} between names. No file is read here.
 */
@NullMarked
package dev.slipway.dockerfile.ignore;

import org.jspecify.annotations.NullMarked;
