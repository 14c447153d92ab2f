/** One self-contained HTML page about a build, its image and its Dockerfile. */
@NullMarked
package dev.slipway.advise.report;

import org.jspecify.annotations.NullMarked;
