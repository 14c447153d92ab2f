package dev.slipway.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * {@code /v1/rerank}: documents by the cosine of their vector and the query's, the nearest first, as SGLang's list of
 * {@code {"score", "document", "index", "meta_info"}}.
 */
final class RerankOperation {
    private RerankOperation() {}

    private record Ranked(int index, double score) {}

    static CompletableFuture<JsonAnswer> run(Members body, Task task, ModelNames models) {
        RefusedMembers.checkEmbedding(body);
        String query = required(body.text("query").orElse(""), "query");
        List<String> documents = documents(body);
        int most = body.integer("top_n").orElse(documents.size());
        if (most < 1) {
            throw ServeException.invalid("top_n: " + most + " (expected: 1 or more)");
        }
        boolean withText = body.flag("return_documents", true);
        List<EmbedRequest> requests = requests(body, task, models, query, documents);
        return Cancellation.map(task.embed(requests), vectors -> {
            List<Ranked> ranked = IntStream.range(0, documents.size())
                    .mapToObj(i -> new Ranked(i, cosine(vectors.getFirst(), vectors.get(i + 1))))
                    .sorted(Comparator.comparingDouble(Ranked::score).reversed())
                    .limit(most)
                    .toList();
            ArrayNode root = JsonNodeFactory.instance.arrayNode();
            for (Ranked each : ranked) {
                ObjectNode json = root.addObject().put("score", each.score());
                if (withText) {
                    json.put("document", documents.get(each.index()));
                }
                json.put("index", each.index());
                json.putObject("meta_info")
                        .put("id", requests.get(each.index() + 1).rid())
                        .put("prompt_tokens", vectors.get(each.index() + 1).promptTokens());
            }
            return new JsonAnswer.Whole(200, JsonBody.write(root));
        });
    }

    private static List<EmbedRequest> requests(
            Members body, Task task, ModelNames models, String query, List<String> documents) {
        RequestRouting routing = RequestHead.routing(body, task.call(), models.adapter(body));
        List<String> rids = RequestHead.rids(body, task.call(), "rerank", documents.size() + 1);
        List<EmbedRequest> requests = new ArrayList<>();
        requests.add(new EmbedRequest(rids.getFirst(), new Prompt.Text(query), routing));
        for (int i = 0; i < documents.size(); i++) {
            requests.add(new EmbedRequest(rids.get(i + 1), new Prompt.Text(documents.get(i)), routing));
        }
        return requests;
    }

    private static List<String> documents(Members body) {
        JsonNode node = body.node("documents");
        if (node == null || !node.isArray() || node.isEmpty()) {
            throw ServeException.invalid("documents: none (expected: a list of at least one text)");
        }
        List<String> documents = body.texts("documents");
        for (int i = 0; i < documents.size(); i++) {
            required(documents.get(i), "documents[" + i + "]");
        }
        return documents;
    }

    private static String required(String text, String name) {
        if (text.isBlank()) {
            throw ServeException.invalid(name + ": empty (expected: a text)");
        }
        return text;
    }

    private static double cosine(Embedding one, Embedding other) {
        double product = 0;
        double squares = 0;
        double otherSquares = 0;
        for (int i = 0; i < one.values().size(); i++) {
            double x = one.values().get(i);
            double y = other.values().get(i);
            product += x * y;
            squares += x * x;
            otherSquares += y * y;
        }
        double lengths = Math.sqrt(squares) * Math.sqrt(otherSquares);
        return lengths == 0 ? 0 : product / lengths;
    }
}
