/**
 * The command line: flags to calls to printing. Entry type: {@link dev.slipway.cli.Main}. Reads the environment, prints
 * and sets exit codes, and knows every module's errors; decides nothing else.
 */
@NullMarked
package dev.slipway.cli;

import org.jspecify.annotations.NullMarked;
