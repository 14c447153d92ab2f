/**
 * The stages and steps of a Dockerfile as a picture: DOT, Mermaid or SVG. Entry type:
 * {@link dev.slipway.advise.graph.GraphPicture}.
 */
@NullMarked
package dev.slipway.advise.graph;

import org.jspecify.annotations.NullMarked;
