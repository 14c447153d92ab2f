package dev.slipway.serve.embedded;

import dev.slipway.serve.embedded.constraint.ConstraintState;
import dev.slipway.serve.embedded.llama.Vocabulary;
import dev.slipway.serve.embedded.sampling.Logits;
import dev.slipway.serve.embedded.sampling.Sampler;
import dev.slipway.serve.embedded.schedule.TokenList;
import dev.slipway.serve.embedded.schedule.Work;
import dev.slipway.serve.embedded.text.AnswerText;
import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.LogprobOptions;
import dev.slipway.serve.engine.SamplingParams.Ending;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.TokenLogprob;
import dev.slipway.serve.engine.TokenUsage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One answer (choice) while it is generated. The end token and a stop token are counted, not told; the tokens of a stop text
 * are told as ids, their text is not.
 */
final class Answer implements Work {
    private final Generation generation;
    private final int index;
    private final PreparedPrompt prompt;
    private final Vocabulary vocabulary;
    private final Ending ending;
    private final LogprobOptions logprobs;
    private final Sampler sampler;
    private final Optional<ConstraintState> constraint;
    private final TokenList tokens;
    private final AnswerText text;
    private final Runnable afterPrompt;
    private final List<TokenLogprob> promptLogprobs = new ArrayList<>();
    private final int contextLength;
    private int cached;
    private int made;
    private boolean done;

    /** @param afterPrompt run once the prompt was read */
    Answer(
            Generation generation,
            int index,
            PreparedPrompt prompt,
            ServedModel model,
            long seed,
            Runnable afterPrompt) {
        this.generation = generation;
        this.index = index;
        this.prompt = prompt;
        this.afterPrompt = afterPrompt;
        vocabulary = model.vocabulary();
        contextLength = model.info().contextLength();
        ending = generation.request().sampling().ending();
        logprobs = generation.request().logprobs();
        tokens = new TokenList(prompt.tokens());
        text = new AnswerText(ending.stop());
        sampler = new Sampler(
                generation.request().sampling().choice(),
                generation.request().sampling().penalties(),
                seed + index);
        sampler.before(prompt.first());
        sampler.resume(prompt.generated());
        constraint = prompt.grammar().map(grammar -> grammar.begin(prompt.generated()));
    }

    @Override
    public TokenList tokens() {
        return tokens;
    }

    @Override
    public boolean embeds() {
        return false;
    }

    @Override
    public int reusable() {
        int most = prompt.tokens().length - 1;
        return wantsPromptLogprobs() ? Math.min(most, Math.max(0, logprobs.promptStart() - 1)) : most;
    }

    @Override
    public boolean wants(int position) {
        return wantsPromptLogprobs() && position + 1 >= logprobs.promptStart() && position + 1 < prompt.first().length;
    }

    @Override
    public void begin(int cached) {
        this.cached = Math.min(cached, prompt.first().length);
        if (ending.maxNewTokens() == 0 && !wantsPromptLogprobs()) {
            finish(new FinishReason.Length(0));
            afterPrompt.run();
        }
    }

    @Override
    public void output(int position, float[] values) {
        if (wants(position)) {
            promptLogprob(position + 1, values);
        }
        if (position != tokens.size() - 1) {
            return;
        }
        if (made == 0) {
            afterPrompt();
        }
        if (!done) {
            next(values);
        }
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public boolean isGone() {
        return generation.isGone();
    }

    @Override
    public boolean hasRoom() {
        return generation.stream().hasRoom();
    }

    @Override
    public void fail(ServeException failure) {
        generation.fail(failure);
    }

    private void afterPrompt() {
        if (wantsPromptLogprobs()) {
            if (logprobs.promptStart() == 0) {
                promptLogprobs.addFirst(new TokenLogprob(tokens.get(0), shown(tokens.get(0)), Double.NaN, List.of()));
            }
            generation.emit(new GenerationEvent.PromptLogprobs(index, promptLogprobs));
        }
        if (ending.maxNewTokens() == 0) {
            finish(new FinishReason.Length(0));
        }
        afterPrompt.run();
    }

    private void next(float[] values) {
        float[] told = logprobs.wanted() ? values.clone() : new float[0];
        int token = sampler.next(new Logits(values), this::filter);
        if (token < 0) {
            if (constraint.isPresent() && constraint.get().isComplete()) {
                finish(new FinishReason.StopToken(-1));
            } else {
                done = true;
                generation.fail(new ServeException(
                        ServeException.Code.INTERNAL,
                        constraint.isPresent()
                                ? "the answer cannot go on: no token of the vocabulary continues what json_schema or regex wants"
                                : "the model gives no probabilities (its weights may be damaged)"));
            }
            return;
        }
        made++;
        if (isEnd(token)) {
            finish(new FinishReason.StopToken(token));
            return;
        }
        constraint.ifPresent(state -> state.take(token));
        tokens.add(token);
        tell(token, told);
    }

    private void tell(int token, float[] values) {
        byte[] piece = vocabulary.isControl(token) ? new byte[0] : vocabulary.piece(token);
        AnswerText.Released released = text.add(piece, made >= ending.minNewTokens());
        List<TokenLogprob> told = logprobs.wanted() ? List.of(logprob(token, new Logits(values))) : List.of();
        generation.emit(new GenerationEvent.Tokens(index, List.of(token), released.text(), told));
        if (released.stop().isPresent()) {
            finish(new FinishReason.StopText(released.stop().get()));
        } else if (made >= ending.maxNewTokens() || tokens.size() >= contextLength) {
            finish(new FinishReason.Length(made));
        }
    }

    private void finish(FinishReason reason) {
        done = true;
        String rest = reason instanceof FinishReason.StopText ? "" : text.end();
        if (!rest.isEmpty()) {
            generation.emit(new GenerationEvent.Tokens(index, List.of(), rest, List.of()));
        }
        generation.finish(
                index, reason, new TokenUsage(prompt.first().length, prompt.generated().length + made, cached));
    }

    private boolean isEnd(int token) {
        // A constraint allows the end token only where nothing need follow.
        return vocabulary.ends(token) && (!ending.ignoreEos() || constraint.isPresent())
                || ending.stopTokenIds().contains(token);
    }

    /** Ends that come too early, and what the constraint does not allow. */
    private void filter(float[] values) {
        boolean mustEnd = constraint.map(ConstraintState::mustEnd).orElse(false);
        constraint.ifPresent(state -> state.filter(values));
        if (made < ending.minNewTokens() && !mustEnd) {
            for (int token = 0; token < values.length; token++) {
                if (isEnd(token)) {
                    values[token] = Float.NEGATIVE_INFINITY;
                }
            }
        }
    }

    private boolean wantsPromptLogprobs() {
        return logprobs.wanted() && logprobs.promptStart() >= 0;
    }

    private void promptLogprob(int position, float[] values) {
        promptLogprobs.add(logprob(tokens.get(position), new Logits(values.clone())));
    }

    private TokenLogprob logprob(int token, Logits logits) {
        double sum = logits.logSum();
        return new TokenLogprob(
                token,
                shown(token),
                logits.values()[token] - sum,
                logprobs(Arrays.stream(logits.top(logprobs.top())), logits, sum),
                logprobs(logprobs.ids().stream().mapToInt(Integer::intValue), logits, sum));
    }

    private List<TokenLogprob> logprobs(IntStream ids, Logits logits, double sum) {
        return ids.mapToObj(id -> new TokenLogprob(id, shown(id), logits.values()[id] - sum, List.of()))
                .toList();
    }

    private String shown(int token) {
        return logprobs.withText() ? new String(vocabulary.piece(token), java.nio.charset.StandardCharsets.UTF_8) : "";
    }
}
