package dev.slipway.serve.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.api.Call;
import dev.slipway.serve.api.Cancellation;
import dev.slipway.serve.api.JsonAnswer;
import dev.slipway.serve.api.JsonBody;
import dev.slipway.serve.api.Members;
import dev.slipway.serve.api.Task;
import dev.slipway.serve.api.WatchFactory;
import dev.slipway.serve.dispatch.Dispatcher;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.ModelInfo;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.ServeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

/**
 * OpenAI's operations, with what SGLang adds to them, over one dispatcher. Bodies and answers are JSON in UTF-8 as in
 * OpenAI's API reference; {@code matched_stop}, {@code /v1/score}, {@code /v1/rerank} and {@code /v1/classify} as in
 * SGLang's OpenAI-compatible server. Members that are not known are ignored; one of the wrong type, or one that would
 * change the answer and is not supported, is an error that names it.
 *
 * <p>All methods return at once. A failure completes the stage with a {@code ServeException}, which
 * {@link OpenAiErrors} writes as JSON. Cancelling the stage's future ends what it began. The chunks of a streamed answer
 * begin when they are subscribed to; demand for them and their cancellation reach the engine.
 *
 * <p>The id of a request, under which it can be aborted, is its body's {@code rid}, else the call's {@code x-request-id},
 * else a new one; the prompts of a call with several have {@code -0}, {@code -1}, ... appended.
 */
public final class OpenAiApi {
    private final Dispatcher dispatcher;
    private final WatchFactory watches;
    private final OpenAiSettings settings;
    private final ModelNames models;

    public OpenAiApi(Dispatcher dispatcher, WatchFactory watches, OpenAiSettings settings) {
        this.dispatcher = dispatcher;
        this.watches = watches;
        this.settings = settings;
        this.models = new ModelNames(dispatcher.engine(), settings);
    }

    /** A chat completion, whole or in chunks. */
    public CompletionStage<JsonAnswer> chat(byte[] body, Call call) {
        return attempt(() -> {
            ChatRequest chat = ChatRequest.read(members(body), call, models);
            List<GenerateRequest> one = List.of(chat.request());
            String rid = chat.request().rid();
            if (!chat.stream().streamed()) {
                AnswerHead head = head(rid, "chat.completion");
                return Cancellation.map(Choice.read(task(call), one), all -> WholeForms.chat(head, all));
            }
            int choices = chat.request().sampling().n();
            var frame = new ChunkFrame(
                    head(rid, "chat.completion.chunk"), chat.stream().includeUsage(), choices);
            return streamed(task(call).generate(one), new ChatChunks(frame, choices));
        });
    }

    private static CompletableFuture<JsonAnswer> streamed(Flow.Publisher<GenerationEvent> events, ChunkFormat format) {
        return CompletableFuture.completedFuture(new JsonAnswer.Streamed(new ChunkStream(events, format)));
    }

    /** A text completion of each prompt, whole or in chunks. */
    public CompletionStage<JsonAnswer> complete(byte[] body, Call call) {
        return attempt(() -> {
            CompletionRequest completion = CompletionRequest.read(members(body), call, models);
            return completion.echo()
                    ? Cancellation.then(echoes(completion), echoes -> complete(completion, echoes, call))
                    : complete(completion, List.of(), call);
        });
    }

    private CompletableFuture<JsonAnswer> complete(CompletionRequest completion, List<String> echoes, Call call) {
        List<GenerateRequest> requests = completion.requests();
        int each = requests.getFirst().sampling().n();
        AnswerHead head = head(requests.getFirst().rid(), "text_completion");
        if (!completion.stream().streamed()) {
            return Cancellation.map(Choice.read(task(call), requests), all -> WholeForms.text(head, echoes, each, all));
        }
        int choices = Math.multiplyExact(requests.size(), each);
        var frame = new ChunkFrame(head, completion.stream().includeUsage(), each);
        return streamed(task(call).generate(requests), new TextChunks(frame, echoes, choices, each));
    }

    /** The prompts as text. */
    private CompletableFuture<List<String>> echoes(CompletionRequest completion) {
        CompletableFuture<List<String>> all = CompletableFuture.completedFuture(new ArrayList<>());
        for (GenerateRequest request : completion.requests()) {
            CompletionStage<String> text = switch (request.prompt()) {
                case Prompt.Text(String given) -> CompletableFuture.completedFuture(given);
                case Prompt.Tokens(List<Integer> ids) ->
                    dispatcher.engine().text().detokenize(ids);
                case Prompt.Chat _, Prompt.Continued _ ->
                    throw new IllegalStateException("no prompt of a completion: " + request.prompt());
            };
            all = all.thenCombine(text, (before, one) -> {
                before.add(one);
                return before;
            });
        }
        return all;
    }

    /** Vectors of texts. */
    public CompletionStage<JsonAnswer> embed(byte[] body, Call call) {
        return attempt(() -> EmbeddingsOperation.run(members(body), task(call), models));
    }

    /** Classes of texts. */
    public CompletionStage<JsonAnswer> classify(byte[] body, Call call) {
        return attempt(() -> ClassifyOperation.run(members(body), task(call), models));
    }

    /** Probabilities of labels after texts. */
    public CompletionStage<JsonAnswer> score(byte[] body, Call call) {
        return attempt(() -> ScoreOperation.run(members(body), task(call), models));
    }

    /** Documents by their nearness to a query. */
    public CompletionStage<JsonAnswer> rerank(byte[] body, Call call) {
        return attempt(() -> RerankOperation.run(members(body), task(call), models));
    }

    /** The list of the one model. */
    public CompletionStage<JsonAnswer> models() {
        return attempt(() -> {
            ObjectNode root = JsonNodeFactory.instance.objectNode().put("object", "list");
            root.putArray("data").add(card());
            return CompletableFuture.completedFuture(new JsonAnswer.Whole(200, JsonBody.write(root)));
        });
    }

    /** The model of that name; NOT_FOUND when it goes by another. */
    public CompletionStage<JsonAnswer> model(String name) {
        return attempt(() -> {
            if (!models.isServed(name)) {
                throw models.unknown(name);
            }
            return CompletableFuture.completedFuture(new JsonAnswer.Whole(200, JsonBody.write(card())));
        });
    }

    private ObjectNode card() {
        ModelInfo model = dispatcher.engine().model();
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", models.served())
                .put("object", "model")
                .put("created", settings.clock().instant().getEpochSecond())
                .put("owned_by", "slipway")
                .put("root", model.path())
                .putNull("parent")
                .put("max_model_len", model.contextLength());
    }

    private Task task(Call call) {
        return new Task(dispatcher, watches, call);
    }

    private AnswerHead head(String id, String object) {
        return new AnswerHead(id, object, settings.clock().instant().getEpochSecond(), models.served());
    }

    private static Members members(byte[] body) {
        return new Members(JsonBody.read(body));
    }

    private static CompletionStage<JsonAnswer> attempt(Supplier<CompletableFuture<JsonAnswer>> operation) {
        try {
            return operation.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(ServeException.known(e));
        }
    }
}
