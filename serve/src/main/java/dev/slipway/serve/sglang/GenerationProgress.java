package dev.slipway.serve.sglang;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.api.JsonBody;
import dev.slipway.serve.engine.GenerationEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All choices of a call as far as they have come, and their JSON. Used by one thread at a time. */
final class GenerationProgress {
    private final List<ChoiceProgress> choices = new ArrayList<>();
    private final boolean hasIndex;
    private final StringBuilder json = new StringBuilder(256);
    /** By choice; made with its first message. */
    private final TokenMessage[] messages;

    /** @param incremental whether {@link #chunk} tells only what is new */
    GenerationProgress(NativeGeneration generation, String weightVersion, boolean incremental) {
        generation.requests().forEach(request -> {
            for (int i = 0; i < request.sampling().n(); i++) {
                choices.add(new ChoiceProgress(request, weightVersion, incremental));
            }
        });
        this.hasIndex = generation.isBatch() || choices.size() > 1;
        this.messages = new TokenMessage[choices.size()];
    }

    ChoiceProgress choice(int index) {
        return choices.get(index);
    }

    boolean add(GenerationEvent event) {
        return choices.get(event.index()).add(event);
    }

    /** The JSON that a streamed answer tells after this event; null when the event is told with a later one. */
    byte @Nullable [] chunk(GenerationEvent event) {
        if (!add(event)) {
            return null;
        }
        ChoiceProgress choice = choices.get(event.index());
        if (!choice.isPlain()) {
            return JsonBody.write(tree(event.index()));
        }
        // One a token: written without a tree.
        json.setLength(0);
        json.append("{\"text\":\"");
        JsonStringEncoder.getInstance().quoteAsString(choice.text(), json);
        json.append("\",\"output_ids\":[");
        List<Integer> ids = choice.ids();
        for (int i = 0; i < ids.size(); i++) {
            if (i > 0) {
                json.append(',');
            }
            json.append(ids.get(i).intValue());
        }
        json.append("],\"meta_info\":{\"id\":\"");
        JsonStringEncoder.getInstance().quoteAsString(choice.rid(), json);
        json.append("\",\"finish_reason\":null,\"completion_tokens\":")
                .append(choice.completion())
                .append('}');
        if (hasIndex) {
            json.append(",\"index\":").append(event.index());
        }
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The message of a typed RPC that tells of a choice what there is, in its wire form. */
    byte[] message(int index, TypedForm form) {
        ChoiceProgress choice = choices.get(index);
        if (!choice.isPlain()) {
            return form.message(choice, metaStrings(index)).toByteArray();
        }
        TokenMessage message = messages[index];
        if (message == null) {
            message = new TokenMessage(form, metaStrings(index));
            messages[index] = message;
        }
        return message.of(choice);
    }

    /** meta_info of a choice as the typed form has it: texts as they are, everything else as JSON. */
    Map<String, String> metaStrings(int index) {
        ChoiceProgress choice = choices.get(index);
        Map<String, String> strings = new LinkedHashMap<>();
        if (choice.isPlain()) {
            strings.put("id", choice.rid());
            strings.put("finish_reason", "null");
            strings.put("completion_tokens", Integer.toString(choice.completion()));
        } else {
            choice.meta().properties().forEach(entry -> strings.put(entry.getKey(), string(entry.getValue())));
        }
        if (hasIndex) {
            strings.put("index", Integer.toString(index));
        }
        return strings;
    }

    private static String string(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }

    /** The answer as a whole: an object, or a list of them when there are several. */
    byte[] whole() {
        if (!hasIndex) {
            return JsonBody.write(tree(0));
        }
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < choices.size(); i++) {
            all.add(tree(i));
        }
        return JsonBody.write(all);
    }

    private ObjectNode tree(int index) {
        ChoiceProgress choice = choices.get(index);
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("text", choice.text().toString());
        ArrayNode ids = tree.putArray("output_ids");
        choice.ids().forEach(ids::add);
        tree.set("meta_info", choice.meta());
        if (hasIndex) {
            tree.put("index", index);
        }
        return tree;
    }
}
