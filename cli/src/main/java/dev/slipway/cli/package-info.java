/** Placeholder until the first type lands. */
package dev.slipway.cli;
