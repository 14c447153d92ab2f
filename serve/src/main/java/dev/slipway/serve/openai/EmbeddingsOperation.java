package dev.slipway.serve.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.api.Cancellation;
import dev.slipway.serve.api.JsonAnswer;
import dev.slipway.serve.api.JsonBody;
import dev.slipway.serve.api.Members;
import dev.slipway.serve.api.Task;
import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.Embedding;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.ServeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * {@code /v1/embeddings}: {@code encoding_format} float, or base64 of 32-bit floats, little end first; {@code
 * dimensions} keeps the first ones of a vector and makes it of length 1 again.
 */
final class EmbeddingsOperation {
    private EmbeddingsOperation() {}

    static CompletableFuture<JsonAnswer> run(Members body, Task task, ModelNames models) {
        RefusedMembers.checkEmbedding(body);
        boolean base64 = isBase64(body);
        OptionalInt dimensions = body.integer("dimensions");
        if (dimensions.isPresent() && dimensions.getAsInt() < 1) {
            throw ServeException.invalid("dimensions: " + dimensions.getAsInt() + " (expected: 1 or more)");
        }
        List<EmbedRequest> requests = requests(body, task, models, "embd");
        return Cancellation.map(task.embed(requests), vectors -> {
            ObjectNode root = JsonNodeFactory.instance.objectNode().put("object", "list");
            ArrayNode data = root.putArray("data");
            int tokens = 0;
            for (int i = 0; i < vectors.size(); i++) {
                Embedding vector = vectors.get(i);
                tokens += vector.promptTokens();
                float[] values = shortened(vector.values(), dimensions);
                ObjectNode json = data.addObject().put("object", "embedding").put("index", i);
                if (base64) {
                    json.put("embedding", encoded(values));
                } else {
                    ArrayNode list = json.putArray("embedding");
                    for (float value : values) {
                        list.add(value);
                    }
                }
            }
            root.put("model", models.served());
            root.set("usage", UsageSum.json(tokens, 0, 0));
            return new JsonAnswer.Whole(200, JsonBody.write(root));
        });
    }

    /** One request for each text of {@code input}. */
    static List<EmbedRequest> requests(Members body, Task task, ModelNames models, String prefix) {
        List<Prompt> inputs = TextInputs.read(body, "input");
        RequestRouting routing = RequestHead.routing(body, task.call(), models.adapter(body));
        List<String> rids = RequestHead.rids(body, task.call(), prefix, inputs.size());
        List<EmbedRequest> requests = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i) instanceof Prompt.Text(String text) && text.isEmpty()) {
                throw ServeException.invalid("input: \"\" (expected: a text that is not empty)");
            }
            requests.add(new EmbedRequest(rids.get(i), inputs.get(i), routing));
        }
        return requests;
    }

    private static boolean isBase64(Members body) {
        String format = body.text("encoding_format").orElse("float");
        return switch (format) {
            case "float" -> false;
            case "base64" -> true;
            default ->
                throw ServeException.invalid(
                        "encoding_format: \"" + SamplingReader.shortened(format) + "\" (expected: float or base64)");
        };
    }

    private static float[] shortened(List<Float> values, OptionalInt dimensions) {
        int count = dimensions.orElse(values.size());
        if (count > values.size()) {
            throw ServeException.invalid(
                    "dimensions: " + count + " (expected: at most " + values.size() + ", the model's)");
        }
        float[] kept = new float[count];
        double squares = 0;
        for (int i = 0; i < count; i++) {
            kept[i] = values.get(i);
            squares += (double) kept[i] * kept[i];
        }
        if (count < values.size() && squares > 0) {
            double length = Math.sqrt(squares);
            for (int i = 0; i < count; i++) {
                kept[i] = (float) (kept[i] / length);
            }
        }
        return kept;
    }

    private static String encoded(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
