/**
 * Runs many sequences on one model at once: {@link dev.slipway.serve.embedded.schedule.Scheduler} owns the model's context and its
 * one thread; in every step each running {@link dev.slipway.serve.embedded.schedule.Work} gets a token, or its share of the prompt
 * tokens that a step may read. What is done with logits and vectors does not belong here.
 */
@NullMarked
package dev.slipway.serve.embedded.schedule;

import org.jspecify.annotations.NullMarked;
