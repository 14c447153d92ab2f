package dev.slipway.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.api.Cancellation;
import dev.slipway.serve.api.Task;
import dev.slipway.serve.api.WholeGeneration;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.TokenLogprob;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One choice of a whole answer, put together from its events. */
final class Choice {
    private final StringBuilder text = new StringBuilder();
    private final List<TokenLogprob> promptLogprobs = new ArrayList<>();
    private final List<TokenLogprob> logprobs = new ArrayList<>();
    private final ObjectNode delta = JsonNodeFactory.instance.objectNode();
    private GenerationEvent.@Nullable Finished finished;

    static List<Choice> of(List<GenerationEvent> events, int count) {
        List<Choice> choices = Stream.generate(Choice::new).limit(count).toList();
        events.forEach(event -> choices.get(event.index()).add(event));
        return choices;
    }

    private void add(GenerationEvent event) {
        switch (event) {
            case GenerationEvent.Tokens tokens -> {
                text.append(tokens.text());
                logprobs.addAll(tokens.logprobs());
            }
            case GenerationEvent.Delta part -> merge(delta, part.delta());
            case GenerationEvent.PromptLogprobs prompt -> promptLogprobs.addAll(prompt.logprobs());
            case GenerationEvent.Finished end -> finished = end;
        }
    }

    /**
     * Adds a delta's members as OpenAI's clients do: texts are appended, elements of lists that carry an {@code index}
     * are merged with the one of that index, anything else replaces what was there. Names and ids come once.
     */
    private static void merge(ObjectNode into, ObjectNode delta) {
        delta.properties().forEach(member -> {
            String name = member.getKey();
            JsonNode value = member.getValue();
            JsonNode before = into.get(name);
            boolean append = before != null && before.isTextual() && value.isTextual();
            if (append && !name.equals("role") && !name.equals("id") && !name.equals("type")) {
                into.put(name, before.textValue() + value.textValue());
            } else if (value.isArray()) {
                mergeElements(before instanceof ArrayNode there ? there : into.putArray(name), (ArrayNode) value);
            } else if (before instanceof ObjectNode there && value instanceof ObjectNode part) {
                merge(there, part);
            } else if (!value.isNull()) {
                into.set(name, value.deepCopy());
            }
        });
    }

    private static void mergeElements(ArrayNode into, ArrayNode delta) {
        for (JsonNode element : delta) {
            JsonNode there = null;
            for (JsonNode each : into) {
                if (element.has("index") && each.path("index").equals(element.get("index"))) {
                    there = each;
                }
            }
            if (there instanceof ObjectNode known && element instanceof ObjectNode part) {
                merge(known, part);
            } else {
                into.add(element.deepCopy());
            }
        }
    }

    String text() {
        return text.toString();
    }

    List<TokenLogprob> logprobs() {
        return logprobs;
    }

    List<TokenLogprob> promptLogprobs() {
        return promptLogprobs;
    }

    /** What the engine told besides text. */
    ObjectNode delta() {
        return delta;
    }

    GenerationEvent.Finished finished() {
        if (finished == null) {
            throw new ServeException(ServeException.Code.INTERNAL, "the engine's answer has no end");
        }
        return finished;
    }

    /** All choices of the requests, read to their end. */
    static CompletableFuture<List<Choice>> read(Task task, List<GenerateRequest> requests) {
        int count = Math.multiplyExact(
                requests.size(), requests.getFirst().sampling().n());
        return Cancellation.map(WholeGeneration.of(task.generate(requests)), events -> of(events, count));
    }
}
