package dev.slipway.serve.upstream.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.TokenLogprob;
import dev.slipway.serve.engine.TokenUsage;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The stream of SGLang's {@code /generate}: {@code {"text", "output_ids", "meta_info": {"finish_reason",
 * "prompt_tokens", "completion_tokens", "cached_tokens", "output_token_logprobs", ...}, "index"}} a piece. By default a
 * piece repeats all that came before; of a server started with {@code --incremental-streaming-output} (earlier: {@code
 * --stream-output}) it holds only what is new. {@code completion_tokens} counts all tokens either way, which tells the
 * two apart; where there are no ids, the server's own word counts ({@code get_server_info}), else whether the text
 * begins with what was told.
 */
final class SglangAnswer implements AnswerReader {
    private final String url;
    private final GenerateRequest request;
    private final Choice[] choices;
    private boolean begun;

    /** @param deltas what the server says of itself: true for pieces that do not repeat */
    SglangAnswer(String url, GenerateRequest request, Optional<Boolean> deltas) {
        this.url = url;
        this.request = request;
        this.choices = new Choice[request.sampling().n()];
        for (int i = 0; i < choices.length; i++) {
            choices[i] = new Choice(new StopHold(request.sampling().ending().stop()), deltas);
        }
    }

    @Override
    public void read(JsonNode piece, Consumer<GenerationEvent> out) {
        JsonNode error = piece.path("error");
        if (!error.isMissingNode()) {
            throw new FailedException(UpstreamFailure.told(
                    url, error.path("code").asInt(0), error.path("message").asText(error.toString()), begun));
        }
        JsonNode meta = piece.path("meta_info");
        int index = piece.path("index").asInt(0);
        if (!meta.isObject() || index < 0 || index >= choices.length) {
            throw new BadAnswerException(
                    "an object with meta_info, and an index below " + choices.length + " if there is one");
        }
        if (!choices[index].finished) {
            refuseAborted(meta.path("finish_reason"));
            tell(index, piece, meta, out);
        }
    }

    private void tell(int index, JsonNode piece, JsonNode meta, Consumer<GenerationEvent> out) {
        Choice choice = choices[index];
        int total = meta.path("completion_tokens").asInt(0);
        List<Integer> all = Json.ints(piece.path("output_ids"));
        String text = piece.path("text").asText("");
        choice.learn(all.size(), total, text);
        JsonNode reason = meta.path("finish_reason");
        Optional<FinishReason> end = reason.isNull() || reason.isMissingNode()
                ? Optional.empty()
                : Optional.of(SglangLogprobs.finish(reason, total));

        if (request.logprobs().wanted() && request.logprobs().promptStart() >= 0 && !choice.promptTold) {
            var prompt = SglangLogprobs.prompt(meta);
            if (!prompt.isEmpty()) {
                choice.promptTold = true;
                out.accept(new GenerationEvent.PromptLogprobs(index, prompt));
            }
        }
        List<Integer> ids = choice.fresh(all);
        var logprobs = request.logprobs().wanted()
                ? SglangLogprobs.output(meta, choice.logprobsSeen, total)
                : List.<TokenLogprob>of();
        choice.logprobsSeen += logprobs.size();
        String told = choice.tell(text, piece.path("text").isTextual(), end);
        choice.idsSeen += ids.size();
        if (!ids.isEmpty() || !told.isEmpty()) {
            begun = true;
            out.accept(new GenerationEvent.Tokens(index, ids, told, logprobs));
        }
        end.ifPresent(why -> {
            choice.finished = true;
            out.accept(new GenerationEvent.Finished(
                    index,
                    why,
                    new TokenUsage(
                            meta.path("prompt_tokens").asInt(0),
                            total,
                            meta.path("cached_tokens").asInt(0))));
        });
    }

    /** A request that SGLang ended for a reason with a status is a failure, not an answer. */
    private void refuseAborted(JsonNode reason) {
        if (reason.path("type").asText().equals("abort")
                && reason.path("status_code").asInt(0) >= 400) {
            throw new FailedException(UpstreamFailure.told(
                    url,
                    reason.path("status_code").asInt(),
                    reason.path("message").asText("aborted"),
                    begun));
        }
    }

    @Override
    public boolean end(Consumer<GenerationEvent> out) {
        for (Choice choice : choices) {
            if (!choice.finished) {
                return false;
            }
        }
        return true;
    }

    private static final class Choice {
        private final StopHold hold;
        /** The text so far, until it is certain whether pieces repeat. */
        private final StringBuilder seen = new StringBuilder();

        private Optional<Boolean> deltas;
        private boolean certain;
        private int textSeen;
        private int given;
        private int idsSeen;
        private int logprobsSeen;
        private boolean promptTold;
        private boolean finished;

        Choice(StopHold hold, Optional<Boolean> deltas) {
            this.hold = hold;
            this.deltas = deltas;
        }

        /** Finds out whether pieces repeat, from the first piece that can be told by. */
        void learn(int ids, int total, String text) {
            if (certain) {
                return;
            }
            if (idsSeen > 0 && ids > 0 && ids == total && total >= idsSeen) {
                know(false);
            } else if (idsSeen > 0 && ids > 0 && ids + idsSeen == total) {
                know(true);
            } else if (deltas.isEmpty() && textSeen > 0 && !text.isEmpty()) {
                know(!text.startsWith(seen.toString()));
            }
        }

        private void know(boolean found) {
            deltas = Optional.of(found);
            certain = true;
            seen.setLength(0);
        }

        private boolean repeats() {
            return !deltas.orElse(false);
        }

        List<Integer> fresh(List<Integer> all) {
            if (!repeats()) {
                return all;
            }
            return all.subList(Math.min(idsSeen, all.size()), all.size());
        }

        String tell(String text, boolean isText, Optional<FinishReason> end) {
            String fresh = repeats() ? text.substring(Math.min(textSeen, text.length())) : text;
            textSeen = repeats() ? Math.max(textSeen, text.length()) : textSeen + text.length();
            if (!certain) {
                seen.append(fresh);
            }
            String now = hold.add(fresh);
            given += now.length();
            if (end.isEmpty()) {
                return now;
            }
            if (repeats() && isText) {
                // The last piece has the whole text, and what was taken back is not in it.
                return now + text.substring(Math.min(given, text.length()));
            }
            // The last delta is cut before the stop. When it is empty, the stop may have begun before it.
            Optional<String> stop = fresh.isEmpty() && end.get() instanceof FinishReason.StopText(String matched)
                    ? Optional.of(matched)
                    : Optional.empty();
            return now + hold.end(stop);
        }
    }
}
