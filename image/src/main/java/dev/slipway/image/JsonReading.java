package dev.slipway.image;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object with errors that name the document and the field. Absent fields and JSON's null are the same. The tree
 * is built from the token stream by hand: an ObjectMapper costs tens of milliseconds of process start.
 *
 * <p>All methods throw MalformedImageException when a field has another type than asked for.
 *
 * @param subject names the document in errors
 * @param where path of this object in the document, empty at the top
 */
public record JsonReading(String subject, String where, JsonNode node) {
    private static final int MAX_DEPTH = 32;
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    static JsonFactory factory() {
        return FACTORY;
    }

    /** Reads a document that is one object. Duplicate fields, deep nesting and trailing text are refused. */
    public static JsonReading parse(byte[] json, String subject, int maxBytes) {
        JsonNode tree = tree(json, subject, maxBytes);
        if (!tree.isObject()) {
            throw new MalformedImageException(subject, "not a JSON object (expected: {…})");
        }
        return new JsonReading(subject, "", tree);
    }

    /** Reads a document that is a list of objects. */
    public static List<JsonReading> parseList(byte[] json, String subject, int maxBytes) {
        ObjectNode holder = JsonNodeFactory.instance.objectNode();
        holder.set("list", tree(json, subject, maxBytes));
        return new JsonReading(subject, "", holder).objects("list");
    }

    private static JsonNode tree(byte[] json, String subject, int maxBytes) {
        if (json.length > maxBytes) {
            throw new MalformedImageException(
                    subject, json.length + " bytes of JSON (expected: at most " + maxBytes + ")");
        }
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() == null) {
                throw new MalformedImageException(subject, "nothing in it (expected: JSON)");
            }
            JsonNode tree = value(parser, subject, 0);
            if (parser.nextToken() != null) {
                throw new MalformedImageException(subject, "text after the JSON object (expected: the end)");
            }
            return tree;
        } catch (IOException e) {
            throw new MalformedImageException(subject, "not valid JSON: " + firstLine(e), e);
        }
    }

    private static String firstLine(IOException e) {
        String text = String.valueOf(e.getMessage());
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    private static JsonNode value(JsonParser parser, String subject, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new MalformedImageException(subject, "JSON nested deeper than " + MAX_DEPTH);
        }
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                ObjectNode object = nodes.objectNode();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.set(name, value(parser, subject, depth + 1));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = nodes.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser, subject, depth + 1));
                }
                yield array;
            }
            case VALUE_STRING -> nodes.textNode(parser.getText());
            case VALUE_TRUE -> nodes.booleanNode(true);
            case VALUE_FALSE -> nodes.booleanNode(false);
            case VALUE_NULL -> nodes.nullNode();
            case VALUE_NUMBER_INT -> nodes.numberNode(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDecimalValue());
            default -> throw new MalformedImageException(subject, "unexpected token " + parser.currentToken());
        };
    }

    public MalformedImageException wrong(String field, String reason) {
        return new MalformedImageException(subject, "field \"" + path(field) + "\": " + reason);
    }

    public boolean has(String field) {
        return child(field) != null;
    }

    /** A JSON null counts as absent everywhere: Go writes it for empty values. */
    private @Nullable JsonNode child(String field) {
        JsonNode found = node.get(field);
        return found == null || found.isNull() ? null : found;
    }

    private String path(String field) {
        return where.isEmpty() ? field : where + "." + field;
    }

    public Optional<JsonReading> object(String field) {
        JsonNode found = child(field);
        if (found == null) {
            return Optional.empty();
        }
        if (!found.isObject()) {
            throw wrong(field, "not an object (expected: {…})");
        }
        return Optional.of(new JsonReading(subject, path(field), found));
    }

    public JsonReading requiredObject(String field) {
        return object(field).orElseThrow(() -> wrong(field, "absent (expected: an object)"));
    }

    public List<JsonReading> objects(String field) {
        JsonNode found = child(field);
        List<JsonReading> result = new ArrayList<>();
        if (found == null) {
            return result;
        }
        if (!found.isArray()) {
            throw wrong(field, "not an array (expected: […])");
        }
        for (int i = 0; i < found.size(); i++) {
            if (!found.get(i).isObject()) {
                throw wrong(field + "[" + i + "]", "not an object (expected: {…})");
            }
            result.add(new JsonReading(subject, path(field + "[" + i + "]"), found.get(i)));
        }
        return result;
    }

    /** Empty when absent. */
    public String text(String field) {
        JsonNode found = child(field);
        if (found == null) {
            return "";
        }
        if (!found.isTextual()) {
            throw wrong(field, "not a string");
        }
        return found.textValue();
    }

    public String requiredText(String field) {
        String found = text(field);
        if (found.isEmpty()) {
            throw wrong(field, "absent or empty (expected: a string)");
        }
        return found;
    }

    /** Reads a text with a parser that throws IllegalArgumentException, and names the field when it does. */
    public <T> T parsed(String field, Function<String, T> parser) {
        try {
            return parser.apply(requiredText(field));
        } catch (IllegalArgumentException e) {
            throw wrong(field, String.valueOf(e.getMessage()));
        }
    }

    public boolean flag(String field) {
        JsonNode found = child(field);
        if (found != null && !found.isBoolean()) {
            throw wrong(field, "not a boolean (expected: true or false)");
        }
        return found != null && found.booleanValue();
    }

    /** 0 when absent. */
    public long number(String field) {
        JsonNode found = child(field);
        if (found == null) {
            return 0;
        }
        if (!found.isIntegralNumber() || !found.canConvertToLong()) {
            throw wrong(field, "not a whole number of 64 bits");
        }
        return found.longValue();
    }

    /** Empty optional when absent, an empty list when {@code []}. */
    public Optional<List<String>> texts(String field) {
        JsonNode found = child(field);
        if (found == null) {
            return Optional.empty();
        }
        if (!found.isArray()) {
            throw wrong(field, "not an array (expected: a list of strings)");
        }
        List<String> result = new ArrayList<>(found.size());
        for (JsonNode element : found) {
            if (!element.isTextual()) {
                throw wrong(field, "has an element that is not a string");
            }
            result.add(element.textValue());
        }
        return Optional.of(result);
    }

    /** An object whose keys alone matter, such as ExposedPorts. */
    public List<String> keys(String field) {
        return object(field)
                .map(found ->
                        found.node.properties().stream().map(Map.Entry::getKey).toList())
                .orElse(List.of());
    }

    public Map<String, String> textMap(String field) {
        Map<String, String> result = new LinkedHashMap<>();
        object(field).ifPresent(found -> {
            for (Map.Entry<String, JsonNode> entry : found.node.properties()) {
                if (!entry.getValue().isTextual()) {
                    throw wrong(field + "." + entry.getKey(), "not a string");
                }
                result.put(entry.getKey(), entry.getValue().textValue());
            }
        });
        return result;
    }
}
