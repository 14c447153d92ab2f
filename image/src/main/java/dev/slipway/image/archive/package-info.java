/**
 * Image archives: what {@code docker save} writes and {@code docker load} reads. Entry types:
 * {@link dev.slipway.image.archive.ImageArchive} to read (OCI layouts in a tar too),
 * {@link dev.slipway.image.archive.DockerArchiveWriter} to write.
 */
@NullMarked
package dev.slipway.image.archive;

import org.jspecify.annotations.NullMarked;
