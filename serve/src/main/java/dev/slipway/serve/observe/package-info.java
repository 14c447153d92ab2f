/**
 * What can be seen of a server from outside: metrics in Prometheus' text form, a line of JSON a request, OpenTelemetry
 * spans. {@link dev.slipway.serve.observe.Observation} watches the requests for all three. Texts of prompts and
 * answers, and keys, never get here.
 */
@NullMarked
package dev.slipway.serve.observe;

import org.jspecify.annotations.NullMarked;
