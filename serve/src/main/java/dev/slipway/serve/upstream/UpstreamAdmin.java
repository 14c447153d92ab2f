package dev.slipway.serve.upstream;

import dev.slipway.serve.engine.EngineAdmin;
import dev.slipway.serve.engine.EngineLoad;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.upstream.dialect.Dialect;
import dev.slipway.serve.upstream.dialect.UnaryCall;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What operators ask, asked of every upstream that is not left out, one after the other; the first failure ends it. */
final class UpstreamAdmin implements EngineAdmin {
    private final UpstreamPool pool;
    private final Duration timeout;

    UpstreamAdmin(UpstreamPool pool, Duration timeout) {
        this.pool = pool;
        this.timeout = timeout;
    }

    @Override
    public EngineLoad load() {
        int running = 0;
        int waiting = 0;
        long tokens = 0;
        int slots = 0;
        for (Upstream upstream : pool.all()) {
            EngineLoad load = upstream.load();
            running += load.running();
            waiting += load.waiting();
            tokens += load.tokens();
            slots += load.slots();
        }
        return new EngineLoad(running, waiting, tokens, slots);
    }

    @Override
    public CompletionStage<Boolean> flushCache() {
        return each(Dialect::flushCache).thenApply(done -> !done.contains(false));
    }

    @Override
    public CompletionStage<String> startProfile(Optional<Path> directory) {
        return each(dialect -> dialect.startProfile(directory.map(Path::toString)))
                .thenApply(UpstreamAdmin::joined);
    }

    @Override
    public CompletionStage<String> stopProfile() {
        return each(Dialect::stopProfile).thenApply(UpstreamAdmin::joined);
    }

    private static String joined(List<String> said) {
        return String.join("\n", said.stream().distinct().toList());
    }

    /** One upstream at a time, so that the others answer meanwhile. */
    @Override
    public CompletionStage<Void> updateWeights(String modelPath, Optional<String> loadFormat) {
        return each(dialect -> dialect.updateWeights(modelPath, loadFormat), pool::refresh)
                .thenApply(done -> null);
    }

    private <T> CompletableFuture<List<T>> each(Function<Dialect, UnaryCall<T>> call) {
        return each(call, upstream -> CompletableFuture.completedFuture(null));
    }

    private <T> CompletableFuture<List<T>> each(
            Function<Dialect, UnaryCall<T>> call, Function<Upstream, CompletableFuture<Void>> after) {
        List<Upstream> upstreams =
                pool.all().stream().filter(each -> !each.isOut()).toList();
        if (upstreams.isEmpty()) {
            return CompletableFuture.failedFuture(pool.none());
        }
        CompletableFuture<List<T>> all = CompletableFuture.completedFuture(new ArrayList<>());
        for (Upstream upstream : upstreams) {
            all = all.thenCompose(done -> asked(upstream, call).thenCompose(answer -> {
                done.add(answer);
                return after.apply(upstream).thenApply(nothing -> done);
            }));
        }
        return UpstreamCodec.told(all);
    }

    private <T> CompletableFuture<T> asked(Upstream upstream, Function<Dialect, UnaryCall<T>> call) {
        try {
            return Exchange.ask(upstream, call.apply(upstream.known()), timeout);
        } catch (ServeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
