package dev.slipway.serve.upstream;

import com.linecorp.armeria.client.ClientFactory;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.upstream.dialect.Dialect;
import dev.slipway.serve.upstream.dialect.UnaryCall;
import dev.slipway.serve.upstream.dialect.UpstreamFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which upstream gets a request: of those that are not left out, the one with the fewest running by own count, the first
 * of several; with a routing key the one that the key falls to (rendezvous hashing), so that a key keeps its upstream
 * and its cached prompts while that one is in, whatever happens to the others.
 */
final class UpstreamPool {
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(20);

    private final UpstreamConfig config;
    private final List<Upstream> all;
    private final Probe probe;
    private final ScheduledExecutorService timer;
    private final Set<Upstream> beingChecked = ConcurrentHashMap.newKeySet();

    UpstreamPool(UpstreamConfig config, ClientFactory factory, ScheduledExecutorService timer) {
        this.config = config;
        this.timer = timer;
        this.probe = new Probe(config);
        List<Upstream> upstreams = new ArrayList<>();
        config.uris()
                .forEach(uri -> upstreams.add(new Upstream(
                        uri.toString(),
                        new UpstreamClient(factory, uri, config.access().apiKey()),
                        config.health())));
        this.all = List.copyOf(upstreams);
    }

    List<Upstream> all() {
        return all;
    }

    /** One to send a request to, not one of those tried; counted there until the lease ends. */
    synchronized Optional<Lease> choose(Optional<String> routingKey, Set<Upstream> tried) {
        Comparator<Upstream> better = routingKey
                .map(key -> Comparator.comparingLong((Upstream each) -> -score(key, each.url())))
                .orElse(Comparator.comparingInt(Upstream::running));
        return all.stream()
                .filter(each -> !each.isOut() && !tried.contains(each))
                .min(better)
                .map(Lease::new);
    }

    /** Not negative; the upstream with the highest one has the key. */
    private static long score(String key, String url) {
        long hash = 0xcbf29ce484222325L;
        for (byte each : (url + '\n' + key).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return (hash ^ (hash >>> 33)) >>> 1;
    }

    /** For a caller, when there is none to choose. */
    ServeException none() {
        return new ServeException(
                ServeException.Code.UNAVAILABLE,
                "no upstream answers: "
                        + all.stream()
                                .map(each -> each.isOut() ? each.lastFailure() : each.url() + " was tried")
                                .collect(Collectors.joining("; ")));
    }

    /** Asks all of them what they are, side by side; returns when each has answered or not. */
    CompletableFuture<Void> probeAll() {
        return CompletableFuture.allOf(all.stream().map(this::probe).toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<Void> probe(Upstream upstream) {
        return probe.ask(upstream).<Void>handle((dialect, thrown) -> {
            if (thrown != null) {
                checkFailed(upstream, thrown);
                return null;
            }
            found(upstream, dialect);
            return null;
        });
    }

    private synchronized void found(Upstream upstream, Dialect dialect) {
        Optional<String> other = all.stream()
                .filter(each -> each != upstream && !each.isOut())
                .flatMap(each -> each.dialect().stream())
                .map(each -> each.model().name())
                .filter(name -> !name.equals(dialect.model().name()))
                .findFirst();
        if (other.isPresent()) {
            upstream.misfit("upstream " + upstream.url() + " serves \""
                    + dialect.model().name() + "\" (expected: \"" + other.get() + "\", as another upstream does)");
        } else {
            upstream.found(dialect);
        }
    }

    /** Asks again what each serves, after its weights were changed. */
    CompletableFuture<Void> refresh(Upstream upstream) {
        return probe.ask(upstream).thenAccept(upstream::found);
    }

    void startChecks() {
        long interval = config.health().interval().toMillis();
        timer.scheduleWithFixedDelay(() -> all.forEach(this::check), interval, interval, TimeUnit.MILLISECONDS);
    }

    private void check(Upstream upstream) {
        if (!beingChecked.add(upstream)) {
            return;
        }
        CompletableFuture<Void> checked = upstream.isOut() ? probe(upstream) : askHealth(upstream);
        checked.whenComplete((done, thrown) -> beingChecked.remove(upstream));
    }

    private CompletableFuture<Void> askHealth(Upstream upstream) {
        return Exchange.ask(upstream, upstream.known().health(), timeout())
                .handle((answer, thrown) -> {
                    if (thrown == null) {
                        return askLoad(upstream);
                    }
                    checkFailed(upstream, thrown);
                    return CompletableFuture.<Void>completedFuture(null);
                })
                .thenCompose(Function.identity());
    }

    private CompletableFuture<Void> askLoad(Upstream upstream) {
        return upstream.known()
                .load()
                .map(call -> Exchange.ask(upstream, call, timeout()).<Void>handle((load, thrown) -> {
                    if (thrown == null) {
                        upstream.loaded(load);
                    }
                    return null;
                }))
                .orElse(CompletableFuture.completedFuture(null));
    }

    private Duration timeout() {
        Duration first = config.timeouts().firstByte();
        return first.compareTo(CHECK_TIMEOUT) < 0 ? first : CHECK_TIMEOUT;
    }

    /** A call to whichever upstream; sent to another one when it did not run, or may run twice. */
    <T> CompletableFuture<T> ask(Optional<String> routingKey, Function<Dialect, UnaryCall<T>> call) {
        return ask(routingKey, call, ConcurrentHashMap.newKeySet(), Optional.empty());
    }

    private <T> CompletableFuture<T> ask(
            Optional<String> routingKey,
            Function<Dialect, UnaryCall<T>> call,
            Set<Upstream> tried,
            Optional<ServeException> before) {
        Optional<Lease> chosen = choose(routingKey, tried);
        if (chosen.isEmpty()) {
            return CompletableFuture.failedFuture(before.orElseGet(this::none));
        }
        Lease lease = chosen.get();
        Upstream upstream = lease.upstream();
        UnaryCall<T> asked;
        try {
            asked = call.apply(upstream.known());
        } catch (ServeException e) {
            lease.end();
            return CompletableFuture.failedFuture(e);
        }
        return Exchange.ask(upstream, asked, config.timeouts().firstByte())
                .handle((answer, thrown) -> {
                    if (thrown == null) {
                        lease.succeeded();
                        return CompletableFuture.completedFuture(answer);
                    }
                    UpstreamFailure failure = Exchange.failure(upstream.url(), thrown);
                    lease.failed(failure);
                    tried.add(upstream);
                    return switch (failure.retry()) {
                        case SAFE -> ask(routingKey, call, tried, Optional.of(failure.failure()));
                        case IF_IDEMPOTENT ->
                            asked.idempotent()
                                    ? ask(routingKey, call, tried, Optional.of(failure.failure()))
                                    : CompletableFuture.<T>failedFuture(failure.failure());
                        case NEVER -> CompletableFuture.<T>failedFuture(failure.failure());
                    };
                })
                .thenCompose(Function.identity());
    }

    private static void checkFailed(Upstream upstream, Throwable thrown) {
        UpstreamFailure why = Exchange.failure(upstream.url(), thrown);
        upstream.failed(why.failure().getMessage(), true);
    }

    /** The last one that is in is not left out for requests: one that answers some is better than none. */
    private synchronized void requestFailed(Upstream upstream, String why) {
        upstream.failed(why, all.stream().anyMatch(each -> each != upstream && !each.isOut()));
    }

    /** One request's place at an upstream. */
    final class Lease {
        private final Upstream upstream;
        private final AtomicBoolean ended = new AtomicBoolean();

        private Lease(Upstream upstream) {
            this.upstream = upstream;
            upstream.begin();
        }

        Upstream upstream() {
            return upstream;
        }

        void succeeded() {
            upstream.succeeded();
            end();
        }

        void failed(UpstreamFailure failure) {
            if (failure.blamesUpstream()) {
                requestFailed(upstream, failure.failure().getMessage());
            } else {
                upstream.succeeded();
            }
            end();
        }

        /** Nothing is known of the upstream: the request left. Idempotent. */
        void end() {
            if (ended.compareAndSet(false, true)) {
                upstream.end();
            }
        }
    }
}
