package dev.slipway.serve.embedded.constraint;

import static dev.slipway.serve.embedded.constraint.Pattern.all;
import static dev.slipway.serve.embedded.constraint.Pattern.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.serve.embedded.constraint.Pattern.Choice;
import dev.slipway.serve.embedded.constraint.Pattern.Repeat;
import dev.slipway.serve.embedded.constraint.Pattern.Rule;
import dev.slipway.serve.embedded.constraint.Pattern.Sequence;
import dev.slipway.serve.engine.ServeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;

/**
 * Turns a JSON schema into a pattern of texts that it allows. Members are written in the order of {@code properties}, those
 * that are not required may be left out, and none are added to them: every such text is valid, though not every valid text is
 * such. Keywords that it does not know are refused by name. Source: JSON Schema 2020-12.
 */
final class SchemaParser {
    private static final int DEEPEST = 64;
    private static final Set<String> NOTES = Set.of(
            "title",
            "description",
            "default",
            "examples",
            "$schema",
            "$id",
            "$comment",
            "deprecated",
            "readOnly",
            "writeOnly",
            "$defs",
            "definitions");
    private static final Set<String> KNOWN = Set.of(
            "type",
            "enum",
            "const",
            "anyOf",
            "oneOf",
            "allOf",
            "$ref",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "prefixItems",
            "minItems",
            "maxItems",
            "minLength",
            "maxLength",
            "pattern",
            "format");
    private static final Map<String, String> FORMATS = Map.of(
            "date", "\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])",
            "time", "([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,6})?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d)",
            "date-time",
                    "\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,6})?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d)",
            "uuid", "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST * 4).build())
            .build());

    private final JsonNode root;
    private final Map<String, Pattern> rules = new HashMap<>(JsonText.RULES);
    private final Set<String> begun = new LinkedHashSet<>();
    private int depth;
    private int names;

    private SchemaParser(JsonNode root) {
        this.root = root;
    }

    /** The rules; the answer is the one named "". */
    static Map<String, Pattern> parse(String schema) {
        SchemaParser parser;
        try {
            parser = new SchemaParser(JSON.readTree(schema));
        } catch (JsonProcessingException e) {
            throw ServeException.invalid("json_schema: " + e.getOriginalMessage() + " (expected: a JSON schema)");
        }
        parser.rules.put("", parser.schema(parser.root));
        return parser.rules;
    }

    private Pattern schema(JsonNode schema) {
        if (schema.isBoolean() && schema.booleanValue()) {
            return new Rule(JsonText.VALUE);
        }
        if (!schema.isObject()) {
            throw ServeException.invalid(
                    "json_schema: " + schema.getNodeType() + " (expected: a JSON schema, an object)");
        }
        if (++depth > DEEPEST) {
            throw ServeException.invalid("json_schema: schemas within schemas (expected: at most " + DEEPEST + ")");
        }
        schema.fieldNames().forEachRemaining(name -> {
            if (!NOTES.contains(name) && !KNOWN.contains(name)) {
                throw ServeException.invalid("json_schema: \"" + name + "\" (expected: one of "
                        + String.join(", ", KNOWN.stream().sorted().toList()) + ")");
            }
        });
        Pattern pattern = known(schema);
        depth--;
        return pattern;
    }

    private Pattern known(JsonNode schema) {
        if (schema.has("$ref")) {
            return reference(schema.get("$ref").asText());
        }
        if (schema.has("const")) {
            return text(schema.get("const").toString());
        }
        if (schema.has("enum")) {
            return options(schema.get("enum"), "enum", false);
        }
        for (String name : List.of("anyOf", "oneOf", "allOf")) {
            if (schema.has(name)) {
                apart(schema, List.of("anyOf", "oneOf", "allOf", "properties", "items", "prefixItems", "pattern"));
                if (name.equals("allOf") && schema.get(name).size() != 1) {
                    throw ServeException.invalid(
                            "json_schema: \"allOf\" of " + schema.get(name).size() + " (expected: one schema)");
                }
                return options(schema.get(name), name, true);
            }
        }
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            List<Pattern> options = new ArrayList<>();
            type.forEach(each -> options.add(typed(each.asText(), schema)));
            return new Choice(options);
        }
        return typed(type.isMissingNode() ? implied(schema) : type.asText(), schema);
    }

    private static String implied(JsonNode schema) {
        return schema.has("properties")
                ? "object"
                : schema.has("items") || schema.has("prefixItems") ? "array" : schema.has("pattern") ? "string" : "";
    }

    /** Keywords that would all have to hold; only one of them can be made. */
    private static void apart(JsonNode schema, List<String> names) {
        List<String> there = names.stream().filter(schema::has).toList();
        if (there.size() > 1) {
            throw ServeException.invalid(
                    "json_schema: \"" + String.join("\" beside \"", there) + "\" (expected: one of them)");
        }
    }

    private Pattern options(JsonNode list, String name, boolean schemas) {
        if (!list.isArray() || list.isEmpty()) {
            throw ServeException.invalid("json_schema: \"" + name + "\" (expected: a list that is not empty)");
        }
        List<Pattern> options = new ArrayList<>();
        list.forEach(each -> options.add(schemas ? schema(each) : text(each.toString())));
        return new Choice(options);
    }

    private Pattern typed(String type, JsonNode schema) {
        return switch (type) {
            case "string" -> string(schema);
            case "integer" -> JsonText.INTEGER;
            case "number" -> JsonText.NUMBER;
            case "boolean" -> JsonText.BOOLEAN;
            case "null" -> JsonText.NULL;
            case "object" -> object(schema);
            case "array" -> array(schema);
            case "" -> new Rule(JsonText.VALUE);
            default ->
                throw ServeException.invalid("json_schema: type \"" + type
                        + "\" (expected: string, integer, number, boolean, null, object or array)");
        };
    }

    private Pattern string(JsonNode schema) {
        if (schema.has("pattern") || schema.has("format")) {
            apart(schema, List.of("pattern", "format", "minLength", "maxLength"));
        }
        if (schema.has("pattern")) {
            return JsonText.string(RegexParser.parseForJson(
                    "json_schema: \"pattern\"", schema.get("pattern").asText()));
        }
        String format = schema.path("format").asText();
        if (!format.isEmpty()) {
            if (!FORMATS.containsKey(format)) {
                throw ServeException.invalid("json_schema: format \"" + format + "\" (expected: one of "
                        + String.join(", ", FORMATS.keySet().stream().sorted().toList()) + ")");
            }
            return JsonText.string(RegexParser.parseForJson("format", FORMATS.get(format)));
        }
        return JsonText.string(
                new Repeat(JsonText.CHARACTER, count(schema, "minLength", 0), count(schema, "maxLength", -1)));
    }

    private Pattern object(JsonNode schema) {
        JsonNode properties = schema.path("properties");
        JsonNode additional = schema.path("additionalProperties");
        Set<String> required = new LinkedHashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        for (String name : required) {
            if (!properties.has(name)) {
                throw ServeException.invalid("json_schema: required \"" + name + "\" (expected: a name of properties)");
            }
        }
        if (properties.isEmpty()) {
            boolean none = additional.isBoolean() && !additional.booleanValue();
            return none
                    ? all(text("{"), JsonText.SPACE, text("}"))
                    : JsonText.object(JsonText.member(
                            JsonText.STRING, additional.isObject() ? schema(additional) : new Rule(JsonText.VALUE)));
        }
        List<Entry<String, JsonNode>> members = new ArrayList<>(properties.properties());
        return all(text("{"), JsonText.SPACE, members(members, required), JsonText.SPACE, text("}"));
    }

    /** Any choice of the members that has the required ones: built from the last, with and without one before it. */
    private Pattern members(List<Entry<String, JsonNode>> members, Set<String> required) {
        Pattern comma = all(JsonText.SPACE, text(","), JsonText.SPACE);
        Pattern following = Pattern.EMPTY;
        Pattern leading = Pattern.EMPTY;
        for (Entry<String, JsonNode> entry : members.reversed()) {
            String rule = "member " + names++;
            rules.put(
                    rule,
                    JsonText.member(
                            text(JSON.getNodeFactory().textNode(entry.getKey()).toString()), schema(entry.getValue())));
            Pattern member = new Rule(rule);
            boolean needed = required.contains(entry.getKey());
            String rest = "rest " + names++;
            rules.put(rest, following);
            Pattern first = all(member, new Rule(rest));
            leading = needed ? first : Pattern.any(first, leading);
            Pattern next = all(comma, member, new Rule(rest));
            following = needed ? next : Pattern.any(next, new Rule(rest));
        }
        return leading;
    }

    private Pattern array(JsonNode schema) {
        int least = count(schema, "minItems", 0);
        int most = count(schema, "maxItems", -1);
        JsonNode prefix = schema.path("prefixItems");
        if (!prefix.isEmpty()) {
            apart(schema, List.of("prefixItems", "minItems", "maxItems"));
            List<Pattern> parts = new ArrayList<>();
            for (JsonNode item : prefix) {
                if (!parts.isEmpty()) {
                    parts.add(all(JsonText.SPACE, text(","), JsonText.SPACE));
                }
                parts.add(schema(item));
            }
            return all(text("["), JsonText.SPACE, new Sequence(parts), JsonText.SPACE, text("]"));
        }
        if (most != -1 && most < least) {
            throw ServeException.invalid(
                    "json_schema: \"maxItems\": " + most + " (expected: at least minItems, " + least + ")");
        }
        JsonNode items = schema.path("items");
        return JsonText.array(items.isMissingNode() ? new Rule(JsonText.VALUE) : schema(items), least, most);
    }

    /** Named by its pointer, so that schemas may contain themselves. */
    private Pattern reference(String pointer) {
        if (!pointer.startsWith("#")) {
            throw ServeException.invalid(
                    "json_schema: $ref \"" + pointer + "\" (expected: one within the schema, #/...)");
        }
        JsonNode target =
                pointer.equals("#") ? root : root.at(pointer.substring(1).replace("%25", "%"));
        if (target.isMissingNode()) {
            throw ServeException.invalid("json_schema: $ref \"" + pointer + "\" (expected: something that is there)");
        }
        if (begun.add(pointer)) {
            rules.put("ref " + pointer, schema(target));
        }
        return new Rule("ref " + pointer);
    }

    private static int count(JsonNode schema, String name, int otherwise) {
        JsonNode value = schema.path(name);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || value.longValue() < 0 || value.longValue() > RegexParser.MOST_REPEATS) {
            throw ServeException.invalid(
                    "json_schema: \"" + name + "\": " + value + " (expected: 0 to " + RegexParser.MOST_REPEATS + ")");
        }
        return value.intValue();
    }
}
