package dev.slipway.serve.observe;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;

/** The series of one model, operation and protocol: looked up once a request, so that no token looks for labels. */
record RequestSeries(Times times, Tokens tokens, CounterDataPoint ended, CounterDataPoint aborted) {
    /** Seconds. */
    record Times(
            DistributionDataPoint queue,
            DistributionDataPoint firstToken,
            DistributionDataPoint betweenTokens,
            DistributionDataPoint whole) {}

    record Tokens(CounterDataPoint prompt, CounterDataPoint cached, CounterDataPoint generated) {}
}
