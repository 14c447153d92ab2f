/**
 * The store of one machine: blobs, layer directories, action records, locks, image names, cache mounts, build records.
 * Entry type: {@link dev.slipway.engine.store.Store}. Needs no repair (K4): files are written under a temporary name, synced
 * and renamed, records after what they point at, and locks die with their process.
 */
@NullMarked
package dev.slipway.engine.store;

import org.jspecify.annotations.NullMarked;
