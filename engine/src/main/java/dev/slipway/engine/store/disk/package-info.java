/**
 * The store as a directory. Entry type: {@link dev.slipway.engine.store.disk.DiskStore}; every path is
 * {@code StoreLayout}'s. How layers are read and written is the business of {@code engine.store.layer}.
 */
@NullMarked
package dev.slipway.engine.store.disk;

import org.jspecify.annotations.NullMarked;
