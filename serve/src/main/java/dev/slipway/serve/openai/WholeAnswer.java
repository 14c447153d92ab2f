package dev.slipway.serve.openai;

import dev.slipway.serve.engine.GenerationEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;

/** Reads a generation to its end. */
final class WholeAnswer<T> implements Flow.Subscriber<GenerationEvent> {
    private final List<Choice> choices = new ArrayList<>();
    private final Function<List<Choice>, T> form;
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    private WholeAnswer(int count, Function<List<Choice>, T> form) {
        this.form = form;
        for (int i = 0; i < count; i++) {
            choices.add(new Choice());
        }
    }

    /** Begins; cancelling the future ends the generation. */
    static <T> CompletableFuture<T> start(
            Flow.Publisher<GenerationEvent> generation, int choices, Function<List<Choice>, T> form) {
        WholeAnswer<T> whole = new WholeAnswer<>(choices, form);
        generation.subscribe(whole);
        return whole.answer;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        answer.whenComplete((_, _) -> {
            if (answer.isCancelled()) {
                subscription.cancel();
            }
        });
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(GenerationEvent event) {
        choices.get(event.index()).add(event);
    }

    @Override
    public void onError(Throwable thrown) {
        answer.completeExceptionally(OpenAiErrors.known(thrown));
    }

    @Override
    public void onComplete() {
        try {
            answer.complete(form.apply(choices));
        } catch (RuntimeException e) {
            answer.completeExceptionally(OpenAiErrors.known(e));
        }
    }
}
