package dev.slipway.serve.scripted;

import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.GenerationStream;
import dev.slipway.serve.engine.SamplingParams;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.TokenLogprob;
import dev.slipway.serve.engine.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One answer of the scripted engine: made a burst at a time on the engine's threads while the reader has room, or, when
 * there is a pace, a token a {@link #step(long)}.
 */
final class ScriptedGeneration {
    private static final int BURST = 256;

    private static final String[] LETTERS = letters();

    private final GenerateRequest request;
    private final Script script;
    private final Executor threads;
    private final Consumer<ScriptedGeneration> onEnd;
    private final GenerationStream stream = new GenerationStream(64, this::wake);
    private final AtomicInteger wakes = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final int promptTokens;
    private final int before;
    private final int hash;
    private final List<StringBuilder> texts = new ArrayList<>();
    private int choice;
    private int token;
    /** When the next token was due, of {@code System.nanoTime}; 0 while none is. */
    private volatile long due;

    ScriptedGeneration(
            GenerateRequest request,
            List<Integer> prompt,
            int before,
            Script script,
            Executor threads,
            Consumer<ScriptedGeneration> onEnd) {
        this.request = request;
        this.script = script;
        this.threads = threads;
        this.onEnd = onEnd;
        this.before = before;
        this.promptTokens = prompt.size() - before;
        SamplingParams sampling = request.sampling();
        int seed = sampling.choice().isGreedy()
                ? 0
                : Long.hashCode(sampling.seed().orElse(request.rid().hashCode()));
        this.hash = prompt.subList(0, promptTokens).hashCode() * 31 + seed;
        for (int i = 0; i < sampling.n(); i++) {
            texts.add(new StringBuilder());
        }
    }

    GenerationStream stream() {
        return stream;
    }

    void close() {
        if (over.compareAndSet(false, true)) {
            stream.fail(new ServeException(ServeException.Code.UNAVAILABLE, "the engine is closed"));
        }
    }

    private void wake() {
        if (stream.isSubscribed() && wakes.getAndIncrement() == 0) {
            submit();
        }
    }

    private void submit() {
        try {
            threads.execute(this::run);
        } catch (RejectedExecutionException e) {
            close();
        }
    }

    /** A token is due; one that the reader had no room for is not made up for. */
    void step(long at) {
        if (stream.isSubscribed()) {
            due = at;
            if (wakes.getAndIncrement() == 0) {
                run();
            }
        }
    }

    /** Runs on one thread at a time: {@code wakes} is over 0 from its submission to its end. */
    private void run() {
        int seen = wakes.get();
        for (int i = 0; i < BURST; i++) {
            if (over.get() || stream.isCancelled()) {
                over.set(true);
                onEnd.accept(this);
                return;
            }
            if (!stream.hasRoom() || !mayStep()) {
                if (wakes.addAndGet(-seen) == 0) {
                    return;
                }
                seen = wakes.get();
                continue;
            }
            step();
        }
        submit();
    }

    private boolean mayStep() {
        return script.pace().isZero() || due != 0;
    }

    private void step() {
        SamplingParams.Ending ending = request.sampling().ending();
        int made = token;
        if (made >= ending.maxNewTokens() || promptTokens + before + made >= script.contextLength()) {
            finish(new FinishReason.Length(before + made));
            return;
        }
        if (script.endAfter().isPresent()
                && before + made >= script.endAfter().getAsInt()
                && made >= ending.minNewTokens()
                && !ending.ignoreEos()) {
            finish(new FinishReason.StopToken(ByteCodec.END));
            return;
        }
        int id = idAt(before + made);
        token++;
        if (made >= ending.minNewTokens() && ending.stopTokenIds().contains(id)) {
            finish(new FinishReason.StopToken(id));
            return;
        }
        emit(id, ending);
    }

    private void emit(int id, SamplingParams.Ending ending) {
        String text = text(id);
        due = 0;
        if (!ending.stop().isEmpty()) {
            StringBuilder all = texts.get(choice).append(text);
            for (String stop : ending.stop()) {
                if (token > ending.minNewTokens() && all.length() >= stop.length() && ends(all, stop)) {
                    finish(new FinishReason.StopText(stop));
                    return;
                }
            }
            text = held(all, ending.stop());
        }
        stream.emit(new GenerationEvent.Tokens(choice, List.of(id), text, logprobs(id)));
    }

    private String text(int id) {
        return switch (script.text()) {
            case WORDS -> LETTERS[id];
            case CLOCK -> Long.toString(due == 0 ? System.nanoTime() : due);
        };
    }

    private static boolean ends(StringBuilder text, String end) {
        return text.indexOf(end, text.length() - end.length()) >= 0;
    }

    /** What can be told of the text, as no stop begins in it; the builder keeps the rest. */
    private static String held(StringBuilder all, List<String> stops) {
        int from = all.length();
        for (String stop : stops) {
            for (int start = Math.max(0, all.length() - stop.length() + 1); start < from; start++) {
                if (stop.startsWith(all.substring(start))) {
                    from = start;
                }
            }
        }
        String told = all.substring(0, from);
        all.delete(0, from);
        return told;
    }

    private void finish(FinishReason reason) {
        StringBuilder rest = texts.get(choice);
        if (!rest.isEmpty() && !(reason instanceof FinishReason.StopText)) {
            stream.emit(new GenerationEvent.Tokens(choice, List.of(), rest.toString(), List.of()));
        }
        stream.emit(new GenerationEvent.Finished(choice, reason, new TokenUsage(promptTokens, before + token, 0)));
        choice++;
        token = 0;
        if (choice == request.sampling().n()) {
            over.set(true);
            onEnd.accept(this);
            stream.complete();
        }
    }

    private int idAt(int position) {
        if (position % 6 == 5) {
            return ' ';
        }
        return 'a' + Math.floorMod((hash + choice) * 31 + position * 7 + (position / 6) * 11, 26);
    }

    private List<TokenLogprob> logprobs(int id) {
        if (!request.logprobs().wanted()) {
            return List.of();
        }
        List<TokenLogprob> top = new ArrayList<>();
        for (int i = 0; i < request.logprobs().top(); i++) {
            int other = i == 0 ? id : 'a' + (id + i) % 26;
            top.add(new TokenLogprob(other, LETTERS[other], -0.25 - i, List.of()));
        }
        List<TokenLogprob> asked = new ArrayList<>();
        for (int other : request.logprobs().ids()) {
            String text = other < LETTERS.length ? LETTERS[other] : "";
            asked.add(new TokenLogprob(other, text, other == id ? -0.25 : -0.25 - rank(id, other), List.of()));
        }
        return List.of(new TokenLogprob(id, LETTERS[id], -0.25, top, asked));
    }

    /** How far behind the chosen token another one is; what is no letter is behind all. */
    private static int rank(int id, int other) {
        int distance = Math.floorMod(other - 'a' - id, 26);
        return other < 'a' || other > 'z' ? 27 : distance == 0 ? 26 : distance;
    }

    private static String[] letters() {
        String[] letters = new String[128];
        for (char each = 0; each < letters.length; each++) {
            letters[each] = String.valueOf(each);
        }
        return letters;
    }
}
