/** The commands in the shell scripts of RUN, as far as rules need them: a reader, not an interpreter. */
@NullMarked
package dev.slipway.advise.shell;

import org.jspecify.annotations.NullMarked;
