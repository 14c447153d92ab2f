/**
 * What a server is started with: {@link dev.slipway.serve.config.ConfigReader} makes a {@link
 * dev.slipway.serve.config.ServeConfig} of given settings, or the list of all that is wrong with them.
 */
@NullMarked
package dev.slipway.serve.config;

import org.jspecify.annotations.NullMarked;
