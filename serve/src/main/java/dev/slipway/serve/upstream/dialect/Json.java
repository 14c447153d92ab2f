package dev.slipway.serve.upstream.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** JSON of requests and answers. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static byte[] bytes(JsonNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    public static Optional<JsonNode> parsed(byte[] bytes) {
        try {
            return Optional.ofNullable(MAPPER.readTree(bytes)).filter(json -> !json.isMissingNode());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public static void ints(ArrayNode array, List<Integer> values) {
        values.forEach(array::add);
    }

    /** The numbers of an array; empty for anything else. */
    public static List<Integer> ints(JsonNode array) {
        List<Integer> values = new ArrayList<>(array.size());
        for (JsonNode each : array) {
            if (!each.canConvertToInt()) {
                return List.of();
            }
            values.add(each.intValue());
        }
        return values;
    }

    public static OptionalInt positive(JsonNode number) {
        return number.canConvertToInt() && number.intValue() > 0
                ? OptionalInt.of(number.intValue())
                : OptionalInt.empty();
    }
}
