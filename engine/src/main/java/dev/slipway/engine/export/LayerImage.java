package dev.slipway.engine.export;

import dev.slipway.engine.store.LayerId;
import dev.slipway.image.Descriptor;
import dev.slipway.image.DiffId;

/**
 * A layer as an image lists it.
 *
 * @param descriptor of its blob, with OCI media type
 * @param origin whether the blob is the base image's own, which is fetched only when it is needed
 */
record LayerImage(LayerId id, DiffId diffId, Descriptor descriptor, boolean origin) {}
