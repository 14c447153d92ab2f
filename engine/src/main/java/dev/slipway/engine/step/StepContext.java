package dev.slipway.engine.step;

import dev.slipway.image.Digest;
import dev.slipway.plan.progress.BuildListener;
import dev.slipway.plan.request.BuildRequest;
import java.time.Clock;

/**
 * What a running step may use. A step is cancelled by interrupting its thread; it then ends all that it started and
 * throws {@link InterruptedException}.
 *
 * @param vertex for events
 */
public record StepContext(Digest vertex, BuildListener listener, BuildRequest.SandboxRules sandbox, Clock clock) {}
