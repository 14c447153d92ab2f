/**
 * Where images and contexts come from: registries, layouts, archives, directories, git, HTTP, a distribution's packages.
 * Entry type: {@code Sources}.
 */
@NullMarked
package dev.slipway.engine.source;

import org.jspecify.annotations.NullMarked;
