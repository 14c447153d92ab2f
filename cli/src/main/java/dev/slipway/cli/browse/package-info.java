/** The terminal browser of an image's layers: what each one did to the file tree, with the keys of dive. */
@NullMarked
package dev.slipway.cli.browse;

import org.jspecify.annotations.NullMarked;
