package dev.slipway.serve.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.engine.ServeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the bodies that callers send: a JSON object in UTF-8, at most 64 levels deep, without anything after it and
 * without a member twice. What is wrong is an INVALID_ARGUMENT that says where, and never repeats the body.
 */
public final class JsonBody {
    public static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxNumberLength(100)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private JsonBody() {}

    public static ObjectNode read(byte[] body) {
        try {
            // Jackson takes some malformed sequences for characters.
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            JsonNode node = JSON.readTree(body);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw ServeException.invalid("the request's body is " + kind(node) + " (expected: a JSON object)");
        } catch (CharacterCodingException e) {
            throw ServeException.invalid("the request's body is not UTF-8 (expected: a JSON object in UTF-8)");
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw ServeException.invalid("the request's body is not JSON"
                    + (at == null ? "" : ": line " + at.getLineNr() + ", column " + at.getColumnNr())
                    + " (expected: a JSON object, at most 64 levels deep, no member twice)");
        } catch (IOException e) {
            throw new ServeException(ServeException.Code.INTERNAL, "cannot read the request's body", e);
        }
    }

    /** The bytes of a JSON value that this server made. */
    public static byte[] write(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON value that cannot be written", e);
        }
    }

    /** What a value is, for messages. */
    public static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT, POJO -> "an object";
            case STRING, BINARY -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            case MISSING -> "empty";
        };
    }
}
