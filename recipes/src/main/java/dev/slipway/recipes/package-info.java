/**
 * Recipes: directories of data that give a Dockerfile. Entry types: {@link dev.slipway.recipes.Recipes} finds them, {@link
 * dev.slipway.recipes.Recipe} is one. What is built of the Dockerfile, and by whom, is told by names only.
 */
@NullMarked
package dev.slipway.recipes;

import org.jspecify.annotations.NullMarked;
