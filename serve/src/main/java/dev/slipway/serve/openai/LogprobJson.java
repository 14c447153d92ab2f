package dev.slipway.serve.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.slipway.serve.api.JsonBody;
import dev.slipway.serve.engine.TokenLogprob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Logarithms of probabilities in OpenAI's two forms. Where there is none (the first token of a prompt) it is null; minus
 * infinity, which JSON has not, is OpenAI's -9999.
 */
final class LogprobJson {
    private static final double LEAST = -9999;

    private interface Body {
        void write(JsonGenerator to) throws IOException;
    }

    private LogprobJson() {}

    /** {@code {"content": [{"token", "bytes", "logprob", "top_logprobs"}]}}. */
    static byte[] chat(List<TokenLogprob> logprobs) {
        return bytes(to -> {
            to.writeStartObject();
            to.writeArrayFieldStart("content");
            for (TokenLogprob each : logprobs) {
                to.writeStartObject();
                chatMembers(to, each);
                to.writeArrayFieldStart("top_logprobs");
                for (TokenLogprob top : each.top()) {
                    to.writeStartObject();
                    chatMembers(to, top);
                    to.writeEndObject();
                }
                to.writeEndArray();
                to.writeEndObject();
            }
            to.writeEndArray();
            to.writeEndObject();
        });
    }

    private static void chatMembers(JsonGenerator to, TokenLogprob each) throws IOException {
        to.writeStringField("token", each.text());
        to.writeFieldName("bytes");
        if (each.text().indexOf('\uFFFD') >= 0) {
            // A piece of a character: its bytes are not known here.
            to.writeNull();
        } else {
            to.writeStartArray();
            for (byte unit : each.text().getBytes(StandardCharsets.UTF_8)) {
                to.writeNumber(unit & 0xff);
            }
            to.writeEndArray();
        }
        to.writeFieldName("logprob");
        number(to, each.logprob());
    }

    /**
     * {@code {"tokens", "token_logprobs", "top_logprobs", "text_offset"}}.
     *
     * @param offset where the first token's text begins in the choice's text, in UTF-16 units
     */
    static byte[] text(List<TokenLogprob> logprobs, int offset) {
        return bytes(to -> {
            to.writeStartObject();
            to.writeArrayFieldStart("text_offset");
            int at = offset;
            for (TokenLogprob each : logprobs) {
                to.writeNumber(at);
                at += each.text().length();
            }
            to.writeEndArray();
            to.writeArrayFieldStart("token_logprobs");
            for (TokenLogprob each : logprobs) {
                number(to, each.logprob());
            }
            to.writeEndArray();
            to.writeArrayFieldStart("tokens");
            for (TokenLogprob each : logprobs) {
                to.writeString(each.text());
            }
            to.writeEndArray();
            to.writeArrayFieldStart("top_logprobs");
            for (TokenLogprob each : logprobs) {
                tops(to, each);
            }
            to.writeEndArray();
            to.writeEndObject();
        });
    }

    private static void tops(JsonGenerator to, TokenLogprob each) throws IOException {
        if (each.top().isEmpty()) {
            to.writeNull();
            return;
        }
        to.writeStartObject();
        for (TokenLogprob top : each.top()) {
            to.writeFieldName(top.text());
            number(to, top.logprob());
        }
        to.writeEndObject();
    }

    static int length(List<TokenLogprob> logprobs) {
        int length = 0;
        for (TokenLogprob each : logprobs) {
            length += each.text().length();
        }
        return length;
    }

    private static void number(JsonGenerator to, double logprob) throws IOException {
        if (Double.isNaN(logprob)) {
            to.writeNull();
        } else {
            to.writeNumber(Math.max(logprob, LEAST));
        }
    }

    private static byte[] bytes(Body body) {
        try (ByteArrayBuilder buffer = new ByteArrayBuilder();
                JsonGenerator to = JsonBody.JSON.createGenerator(buffer)) {
            body.write(to);
            to.flush();
            return buffer.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("a write to memory", e);
        }
    }
}
