/**
 * Which request runs when: {@link dev.slipway.serve.dispatch.Dispatcher} admits requests to the engine's slots from a
 * bounded queue, keeps their deadlines, and aborts, pauses and drains them. Knows no protocol.
 */
@NullMarked
package dev.slipway.serve.dispatch;

import org.jspecify.annotations.NullMarked;
