package dev.slipway.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.serve.api.JsonBody;
import dev.slipway.serve.api.Members;
import dev.slipway.serve.engine.SamplingParams;
import dev.slipway.serve.engine.ServeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sampling parameters of OpenAI's bodies, with those that SGLang adds. */
final class SamplingReader {
    private SamplingReader() {}

    /**
     * @param mostName the member that limits the answer's tokens
     * @param mostDefault their limit without it
     */
    static SamplingParams read(Members body, String mostName, int mostDefault) {
        SamplingParams.Choice choice = new SamplingParams.Choice(
                body.number("temperature").orElse(SamplingParams.Choice.DEFAULT.temperature()),
                body.number("top_p").orElse(SamplingParams.Choice.DEFAULT.topP()),
                body.integer("top_k").orElse(SamplingParams.Choice.DEFAULT.topK()),
                body.number("min_p").orElse(SamplingParams.Choice.DEFAULT.minP()));
        SamplingParams.Penalties penalties = new SamplingParams.Penalties(
                body.number("frequency_penalty").orElse(0),
                body.number("presence_penalty").orElse(0),
                body.number("repetition_penalty").orElse(1));
        return new SamplingParams(
                choice,
                penalties,
                ending(body, mostName, mostDefault),
                body.integer("n").orElse(1),
                constraint(body),
                body.longInteger("seed"));
    }

    /** The limits are checked here, too, so that messages use the caller's names. */
    private static SamplingParams.Ending ending(Members body, String mostName, int mostDefault) {
        int most = body.integer(mostName).orElse(mostDefault);
        if (most < 0) {
            throw ServeException.invalid(mostName + ": " + most + " (expected: 0 or more)");
        }
        int least = body.integer("min_tokens").orElse(0);
        if (least < 0 || least > most) {
            throw ServeException.invalid(
                    "min_tokens: " + least + " (expected: 0 to " + most + ", the most tokens of the answer)");
        }
        return new SamplingParams.Ending(
                most, least, body.texts("stop"), body.ids("stop_token_ids"), body.flag("ignore_eos", false));
    }

    private static Optional<SamplingParams.Constraint> constraint(Members body) {
        List<SamplingParams.Constraint> all = new ArrayList<>();
        body.members("response_format").ifPresent(format -> formatOf(format).ifPresent(all::add));
        JsonNode schema = body.node("json_schema");
        if (schema != null) {
            all.add(new SamplingParams.Constraint.JsonSchema(schemaText("json_schema", schema)));
        }
        body.text("regex").ifPresent(regex -> all.add(new SamplingParams.Constraint.Regex(regex)));
        if (all.size() > 1) {
            throw ServeException.invalid(
                    "response_format, json_schema, regex: more than one of them (expected: at most one)");
        }
        return all.stream().findFirst();
    }

    private static Optional<SamplingParams.Constraint> formatOf(Members format) {
        String type = format.text("type").orElse("");
        return switch (type) {
            case "text" -> Optional.empty();
            case "json_object" -> Optional.of(new SamplingParams.Constraint.JsonSchema("{\"type\":\"object\"}"));
            case "json_schema" -> {
                JsonNode schema = format.members("json_schema")
                        .map(inner -> schemaOf(inner))
                        .orElse(null);
                if (schema == null) {
                    throw ServeException.invalid(
                            "response_format.json_schema: no schema (expected: an object with a member \"schema\")");
                }
                yield Optional.of(new SamplingParams.Constraint.JsonSchema(
                        schemaText("response_format.json_schema.schema", schema)));
            }
            default ->
                throw ServeException.invalid("response_format.type: \"" + shortened(type)
                        + "\" (expected: text, json_object or json_schema)");
        };
    }

    private static @Nullable JsonNode schemaOf(Members inner) {
        return inner.node("schema");
    }

    private static String schemaText(String name, JsonNode schema) {
        if (schema.isTextual()) {
            return schema.textValue();
        }
        if (!schema.isObject()) {
            throw Members.wrong(name, schema, "a JSON schema");
        }
        return new String(JsonBody.write(schema), StandardCharsets.UTF_8);
    }

    /** What a caller sent, short enough for a message. */
    static String shortened(String value) {
        return value.length() <= 100 ? value : value.substring(0, 100) + "...";
    }
}
