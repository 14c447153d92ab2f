package dev.slipway.serve.config;

import dev.slipway.serve.embedded.EmbeddedConfig;
import dev.slipway.serve.embedded.EmbeddedEngine;
import dev.slipway.serve.engine.InferenceEngine;
import dev.slipway.serve.scripted.Script;
import dev.slipway.serve.scripted.ScriptedEngine;
import dev.slipway.serve.upstream.UpstreamConfig;
import dev.slipway.serve.upstream.UpstreamEngine;

/** What answers. */
public sealed interface EngineChoice {
    /** A model in this process. */
    record Embedded(EmbeddedConfig config) implements EngineChoice {}

    /** Engines behind their HTTP API. */
    record Upstream(UpstreamConfig config) implements EngineChoice {}

    /** Made-up answers, to try and to load what calls the server. */
    record Scripted(Script script) implements EngineChoice {}

    /**
     * Loads the model, or finds the upstreams; takes as long as that takes.
     *
     * @throws dev.slipway.serve.engine.ServeException when there is no such model or nobody answers
     */
    default InferenceEngine open() {
        return switch (this) {
            case Embedded(EmbeddedConfig config) -> EmbeddedEngine.open(config);
            case Upstream(UpstreamConfig config) -> UpstreamEngine.connect(config);
            case Scripted(Script script) -> new ScriptedEngine(script);
        };
    }
}
