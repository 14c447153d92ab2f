package dev.slipway.serve.upstream.dialect;

import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.Embedding;
import dev.slipway.serve.engine.EngineLoad;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.ModelInfo;
import java.util.List;
import java.util.Optional;

/**
 * How one upstream is spoken to, and what it said of itself at the start. Requests that it cannot honour are refused
 * with a {@code ServeException}; answers that are not as they should be with {@link AnswerReader.BadAnswerException}.
 */
public sealed interface Dialect permits SglangDialect, OpenAiDialect {
    ModelInfo model();

    /** Requests that it runs at once, as far as it tells. */
    int slots();

    /** The request as a call whose answer is a stream. The prompt is no {@code Continued}. */
    StreamCall generate(String url, GenerateRequest request);

    UnaryCall<Embedding> embed(EmbedRequest request);

    UnaryCall<List<Integer>> tokenize(String text, boolean addSpecialTokens);

    UnaryCall<String> detokenize(List<Integer> ids);

    /** Says that the upstream may stop working on a request; empty when closing its connection says so. */
    Optional<UnaryCall<Boolean>> abort(String rid);

    /** Asks nothing but whether it answers. */
    UnaryCall<Boolean> health();

    /** What it has to do; empty when it does not tell. */
    Optional<UnaryCall<EngineLoad>> load();

    UnaryCall<Boolean> flushCache();

    UnaryCall<String> startProfile(Optional<String> directory);

    UnaryCall<String> stopProfile();

    UnaryCall<Boolean> updateWeights(String modelPath, Optional<String> loadFormat);
}
