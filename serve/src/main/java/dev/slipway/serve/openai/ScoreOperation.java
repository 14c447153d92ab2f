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
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.LogprobOptions;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.SamplingParams;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.TokenLogprob;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * {@code /v1/score}: how probable each of {@code label_token_ids} is right after the query and an item, for each item.
 * Engines that can tell those of any token; of the others a label that is not among the {@value #TOP} most probable is
 * refused rather than called improbable.
 */
final class ScoreOperation {
    private static final int TOP = 20;
    /** Which token is chosen does not matter; the same answer each time does. */
    private static final SamplingParams ONE_TOKEN = new SamplingParams(
            new SamplingParams.Choice(0, 1, -1, 0),
            SamplingParams.Penalties.NONE,
            new SamplingParams.Ending(1, 0, List.of(), List.of(), true),
            1,
            Optional.empty(),
            OptionalLong.empty());

    private ScoreOperation() {}

    static CompletableFuture<JsonAnswer> run(Members body, Task task, ModelNames models) {
        List<Integer> labels = body.ids("label_token_ids");
        if (labels.isEmpty()) {
            throw ServeException.invalid("label_token_ids: none (expected: at least one token id)");
        }
        boolean softmax = body.flag("apply_softmax", false);
        List<Prompt> prompts = prompts(body);
        RequestRouting routing = RequestHead.routing(body, task.call(), models.adapter(body));
        List<String> rids = RequestHead.rids(body, task.call(), "score", prompts.size());
        List<GenerateRequest> requests = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            requests.add(new GenerateRequest(
                    rids.get(i), prompts.get(i), ONE_TOKEN, new LogprobOptions(true, TOP, -1, false, labels), routing));
        }
        return Cancellation.map(Choice.read(task, requests), choices -> {
            ObjectNode root = JsonNodeFactory.instance.objectNode();
            ArrayNode scores = root.putArray("scores");
            UsageSum usage = new UsageSum(1);
            for (Choice choice : choices) {
                double[] logprobs = logprobs(choice, labels);
                ArrayNode of = scores.addArray();
                for (double score : softmax ? Softmax.of(logprobs) : exp(logprobs)) {
                    of.add(score);
                }
                usage.add(choice.finished());
            }
            root.put("model", models.served());
            root.set("usage", usage.json());
            root.put("object", "scoring");
            return new JsonAnswer.Whole(200, JsonBody.write(root));
        });
    }

    private static double[] exp(double[] logprobs) {
        double[] probabilities = new double[logprobs.length];
        for (int i = 0; i < logprobs.length; i++) {
            probabilities[i] = Math.exp(logprobs[i]);
        }
        return probabilities;
    }

    private static double[] logprobs(Choice choice, List<Integer> labels) {
        if (choice.logprobs().isEmpty()) {
            throw new ServeException(
                    ServeException.Code.UNIMPLEMENTED, "label_token_ids: the engine tells no probabilities");
        }
        TokenLogprob first = choice.logprobs().getFirst();
        double[] found = new double[labels.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = logprob(first, labels.get(i));
        }
        return found;
    }

    private static double logprob(TokenLogprob chosen, int label) {
        if (chosen.id() == label) {
            return chosen.logprob();
        }
        for (List<TokenLogprob> told : List.of(chosen.asked(), chosen.top())) {
            for (TokenLogprob each : told) {
                if (each.id() == label && !Double.isNaN(each.logprob())) {
                    return each.logprob();
                }
            }
        }
        throw new ServeException(
                ServeException.Code.UNIMPLEMENTED,
                "label_token_ids: " + label + " (expected: among the " + TOP
                        + " most probable tokens, which are those that the engine tells)");
    }

    private static List<Prompt> prompts(Members body) {
        JsonNode query = body.node("query");
        JsonNode items = body.node("items");
        if (query == null || items == null) {
            throw ServeException.invalid((query == null ? "query" : "items")
                    + ": absent (expected: texts, or token ids in both query and items)");
        }
        boolean itemFirst = body.flag("item_first", false);
        List<Prompt> prompts = new ArrayList<>();
        if (query.isTextual()) {
            for (String item : body.texts("items")) {
                prompts.add(new Prompt.Text(itemFirst ? item + query.textValue() : query.textValue() + item));
            }
        } else {
            List<Integer> start = Members.ids("query", query);
            if (!items.isArray()) {
                throw Members.wrong("items", items, "a list of lists of token ids, as query is token ids");
            }
            for (int i = 0; i < items.size(); i++) {
                prompts.add(joined(start, Members.ids("items[" + i + "]", items.get(i)), itemFirst));
            }
        }
        if (prompts.isEmpty()) {
            throw ServeException.invalid("items: [] (expected: at least one)");
        }
        return prompts;
    }

    private static Prompt joined(List<Integer> query, List<Integer> item, boolean itemFirst) {
        List<Integer> all = new ArrayList<>(itemFirst ? item : query);
        all.addAll(itemFirst ? query : item);
        return new Prompt.Tokens(all);
    }
}
