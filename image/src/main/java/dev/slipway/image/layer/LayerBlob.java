package dev.slipway.image.layer;

import dev.slipway.image.Descriptor;
import dev.slipway.image.DiffId;

/**
 * A finished layer blob.
 *
 * @param diffId digest of the uncompressed tar
 * @param uncompressedBytes length of the tar
 * @param descriptor of the blob as written, with its OCI media type
 */
public record LayerBlob(DiffId diffId, long uncompressedBytes, Descriptor descriptor) {}
