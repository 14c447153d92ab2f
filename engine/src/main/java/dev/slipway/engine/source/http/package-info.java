/**
 * Files behind HTTP(S) addresses: ADD of an address, and contexts that are one. Entry type:
 * {@link dev.slipway.engine.source.http.HttpFiles}. Registries are the image module's.
 */
@NullMarked
package dev.slipway.engine.source.http;

import org.jspecify.annotations.NullMarked;
