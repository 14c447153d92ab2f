package dev.slipway.serve.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.engine.ServeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object by type. A member that is absent or null is empty; one of another type is an
 * INVALID_ARGUMENT that names it.
 */
public record Members(ObjectNode object) {
    /** The member itself, null when absent or null. */
    public @Nullable JsonNode node(String name) {
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? null : node;
    }

    public Optional<String> text(String name) {
        JsonNode node = node(name);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isTextual()) {
            throw wrong(name, node, "a text");
        }
        return Optional.of(node.textValue());
    }

    public OptionalDouble number(String name) {
        JsonNode node = node(name);
        if (node == null) {
            return OptionalDouble.empty();
        }
        if (!node.isNumber()) {
            throw wrong(name, node, "a number");
        }
        return OptionalDouble.of(node.doubleValue());
    }

    /** A whole number of 32 bits; 3.0 is one too. */
    public OptionalInt integer(String name) {
        JsonNode node = node(name);
        if (node == null) {
            return OptionalInt.empty();
        }
        if (!node.isNumber() || node.doubleValue() != Math.rint(node.doubleValue()) || !node.canConvertToInt()) {
            throw wrong(name, node, "a whole number of 32 bits");
        }
        return OptionalInt.of(node.intValue());
    }

    public OptionalLong longInteger(String name) {
        JsonNode node = node(name);
        if (node == null) {
            return OptionalLong.empty();
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw wrong(name, node, "a whole number of 64 bits");
        }
        return OptionalLong.of(node.longValue());
    }

    public boolean flag(String name, boolean absent) {
        JsonNode node = node(name);
        if (node == null) {
            return absent;
        }
        if (!node.isBoolean()) {
            throw wrong(name, node, "true or false");
        }
        return node.booleanValue();
    }

    public Optional<Members> members(String name) {
        JsonNode node = node(name);
        if (node == null) {
            return Optional.empty();
        }
        if (!(node instanceof ObjectNode inner)) {
            throw wrong(name, node, "an object");
        }
        return Optional.of(new Members(inner));
    }

    /** A text or a list of texts; empty when absent. */
    public List<String> texts(String name) {
        JsonNode node = node(name);
        if (node == null) {
            return List.of();
        }
        if (node.isTextual()) {
            return List.of(node.textValue());
        }
        if (!node.isArray()) {
            throw wrong(name, node, "a text or a list of texts");
        }
        List<String> texts = new ArrayList<>(node.size());
        for (JsonNode each : node) {
            if (!each.isTextual()) {
                throw wrong(name, each, "a list of texts");
            }
            texts.add(each.textValue());
        }
        return texts;
    }

    /** A list of token ids, which are whole numbers of 32 bits and not negative; empty when absent. */
    public List<Integer> ids(String name) {
        JsonNode node = node(name);
        return node == null ? List.of() : ids(name, node);
    }

    public static List<Integer> ids(String name, JsonNode node) {
        if (!node.isArray()) {
            throw wrong(name, node, "a list of token ids");
        }
        List<Integer> ids = new ArrayList<>(node.size());
        for (JsonNode each : node) {
            if (!each.isIntegralNumber() || !each.canConvertToInt() || each.intValue() < 0) {
                throw wrong(name, each, "a list of token ids, whole numbers of 0 and more");
            }
            ids.add(each.intValue());
        }
        return ids;
    }

    public static ServeException wrong(String name, JsonNode node, String expected) {
        String value = node.isNumber() || node.isBoolean() ? node.asText() : JsonBody.kind(node);
        return ServeException.invalid(name + ": " + value + " (expected: " + expected + ")");
    }
}
