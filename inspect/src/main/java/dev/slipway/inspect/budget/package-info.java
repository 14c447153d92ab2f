/** What an image may cost: dive's CI rules and Slipway's budgets, read from one YAML file, and the verdict on an image. */
@NullMarked
package dev.slipway.inspect.budget;

import org.jspecify.annotations.NullMarked;
