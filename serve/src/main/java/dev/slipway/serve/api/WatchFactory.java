package dev.slipway.serve.api;

import dev.slipway.serve.dispatch.RequestWatch;

/** Makes the watch of each request of a call: metrics, logs and traces hang on it. */
@FunctionalInterface
public interface WatchFactory {
    WatchFactory NONE = (call, rid) -> RequestWatch.NONE;

    RequestWatch watch(Call call, String rid);
}
