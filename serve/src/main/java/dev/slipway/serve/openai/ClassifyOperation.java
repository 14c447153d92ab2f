package dev.slipway.serve.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.api.Cancellation;
import dev.slipway.serve.api.JsonAnswer;
import dev.slipway.serve.api.JsonBody;
import dev.slipway.serve.api.Members;
import dev.slipway.serve.api.Task;
import dev.slipway.serve.engine.EmbedRequest;
import dev.slipway.serve.engine.Embedding;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * {@code /v1/classify}: the vector of a classifier holds its classes' logits. Classes are called {@code LABEL_0}, {@code
 * LABEL_1}, ..., Hugging Face's names where a model has none of its own.
 */
final class ClassifyOperation {
    private ClassifyOperation() {}

    static CompletableFuture<JsonAnswer> run(Members body, Task task, ModelNames models) {
        RefusedMembers.checkEmbedding(body);
        List<EmbedRequest> requests = EmbeddingsOperation.requests(body, task, models, "classify");
        AnswerHead head = new AnswerHead(
                requests.getFirst().rid(),
                "list",
                models.settings().clock().instant().getEpochSecond(),
                models.served());
        return Cancellation.map(task.embed(requests), vectors -> {
            ObjectNode root = head.node();
            ArrayNode data = root.putArray("data");
            int tokens = 0;
            for (int i = 0; i < vectors.size(); i++) {
                Embedding vector = vectors.get(i);
                tokens += vector.promptTokens();
                double[] probabilities = Softmax.of(
                        vector.values().stream().mapToDouble(Float::doubleValue).toArray());
                ObjectNode json = data.addObject().put("index", i).put("label", "LABEL_" + best(probabilities));
                ArrayNode list = json.putArray("probs");
                for (double each : probabilities) {
                    list.add(each);
                }
                json.put("num_classes", probabilities.length);
            }
            root.set("usage", UsageSum.json(tokens, 0, 0));
            return new JsonAnswer.Whole(200, JsonBody.write(root));
        });
    }

    private static int best(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}
