package dev.slipway.serve.sglang;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.TokenLogprob;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One choice as far as it has come. A streamed answer tells with each event what there is so far (SGLang's default), or
 * only what is new ({@code incremental}).
 */
final class ChoiceProgress {
    private final GenerateRequest request;
    private final String weightVersion;
    private final boolean incremental;
    private final long startNanos = System.nanoTime();
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> ids = new ArrayList<>();
    private final List<TokenLogprob> logprobs = new ArrayList<>();
    private List<TokenLogprob> promptLogprobs = List.of();
    private int completion;
    private GenerationEvent.@Nullable Finished finished;

    ChoiceProgress(GenerateRequest request, String weightVersion, boolean incremental) {
        this.request = request;
        this.weightVersion = weightVersion;
        this.incremental = incremental;
    }

    /** False when there is nothing to tell of it by itself. */
    boolean add(GenerationEvent event) {
        return switch (event) {
            case GenerationEvent.Tokens tokens -> {
                if (incremental) {
                    forget();
                }
                text.append(tokens.text());
                ids.addAll(tokens.ids());
                logprobs.addAll(tokens.logprobs());
                completion += tokens.ids().size();
                yield true;
            }
            case GenerationEvent.PromptLogprobs prompt -> {
                promptLogprobs = prompt.logprobs();
                yield false;
            }
            case GenerationEvent.Delta _ -> false;
            case GenerationEvent.Finished end -> {
                if (incremental) {
                    forget();
                }
                finished = end;
                completion = Math.max(completion, end.usage().completion());
                yield true;
            }
        };
    }

    private void forget() {
        text.setLength(0);
        ids.clear();
        logprobs.clear();
    }

    CharSequence text() {
        return text;
    }

    List<Integer> ids() {
        return ids;
    }

    int completion() {
        return completion;
    }

    boolean isFinished() {
        return finished != null;
    }

    /** Whether meta_info is only ids and counts, so that it can be written without a tree. */
    boolean isPlain() {
        return finished == null && !request.logprobs().wanted();
    }

    String rid() {
        return request.rid();
    }

    ObjectNode meta() {
        ObjectNode meta = JsonNodeFactory.instance.objectNode();
        meta.put("id", request.rid());
        if (finished == null) {
            meta.putNull("finish_reason");
        } else {
            meta.set("finish_reason", FinishJson.of(finished.reason()));
            meta.put("prompt_tokens", finished.usage().prompt());
            meta.put("cached_tokens", finished.usage().cached());
        }
        meta.put("completion_tokens", completion);
        meta.put("weight_version", weightVersion);
        if (request.logprobs().wanted()) {
            putLogprobs(meta);
        }
        if (finished != null) {
            meta.put("e2e_latency", (System.nanoTime() - startNanos) / 1e9);
        }
        return meta;
    }

    /** SGLang's triples: logprob, id, text (null when not wanted). */
    private void putLogprobs(ObjectNode meta) {
        if (request.logprobs().promptStart() >= 0) {
            putTriples(meta.putArray("input_token_logprobs"), promptLogprobs);
            if (request.logprobs().top() > 0) {
                putTops(meta.putArray("input_top_logprobs"), promptLogprobs);
            }
        }
        putTriples(meta.putArray("output_token_logprobs"), logprobs);
        if (request.logprobs().top() > 0) {
            putTops(meta.putArray("output_top_logprobs"), logprobs);
        }
        if (!request.logprobs().ids().isEmpty()) {
            ArrayNode asked = meta.putArray("output_token_ids_logprobs");
            logprobs.forEach(each -> putTriples(asked.addArray(), each.asked()));
        }
    }

    private void putTops(ArrayNode array, List<TokenLogprob> all) {
        all.forEach(each -> putTriples(array.addArray(), each.top()));
    }

    private void putTriples(ArrayNode array, List<TokenLogprob> all) {
        for (TokenLogprob each : all) {
            ArrayNode triple = array.addArray();
            if (!Double.isFinite(each.logprob())) {
                triple.addNull();
            } else {
                triple.add((float) each.logprob());
            }
            triple.add(each.id());
            if (request.logprobs().withText()) {
                triple.add(each.text());
            } else {
                triple.addNull();
            }
        }
    }
}
