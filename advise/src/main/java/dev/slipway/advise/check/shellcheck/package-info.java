/** Scripts of RUN as ShellCheck sees them, when that program is installed. */
@NullMarked
package dev.slipway.advise.check.shellcheck;

import org.jspecify.annotations.NullMarked;
