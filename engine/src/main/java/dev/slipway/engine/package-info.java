/**
 * The embedded builder. Entry point: {@code EmbeddedBuilder}, which plans, solves and exports one build request on this
 * machine. Packages, lower first: {@code linux} (system calls), {@code store} (blobs, layers, records, locks),
 * {@code tree} (merged views), {@code file} and {@code sandbox} (steps), {@code source} (images and contexts),
 * {@code solve} (the graph), {@code export}.
 */
@NullMarked
package dev.slipway.engine;

import org.jspecify.annotations.NullMarked;
