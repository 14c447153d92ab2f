/**
 * The few Linux calls that Java has no API for, through the foreign function interface: mounts, device nodes, extended
 * attributes, ownership and times without following links, locks, reflinks. Paths are bytes ({@code FileNames}).
 */
@NullMarked
package dev.slipway.engine.linux;

import org.jspecify.annotations.NullMarked;
