/**
 * Jinja: templates to text, in the part of the language that chat templates and Dockerfile templates use. Entry point: {@link
 * dev.slipway.jinja.Template}. Files, models and recipes are others' affair.
 */
@NullMarked
package dev.slipway.jinja;

import org.jspecify.annotations.NullMarked;
