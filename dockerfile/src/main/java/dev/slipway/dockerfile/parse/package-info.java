/**
 * From the syntax tree to typed instructions: what each instruction accepts and how its arguments are read. Entry
 * point: {@link dev.slipway.dockerfile.parse.DockerfileParser}, called through
 * {@link dev.slipway.dockerfile.Dockerfile#parse}.
 *
 * <p>Values are read but not expanded; what instructions do is not known here.
 */
@NullMarked
package dev.slipway.dockerfile.parse;

import org.jspecify.annotations.NullMarked;
