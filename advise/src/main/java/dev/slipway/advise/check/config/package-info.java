/** What users say about rules: files, flags, and comments in the Dockerfile. */
@NullMarked
package dev.slipway.advise.check.config;

import org.jspecify.annotations.NullMarked;
