package dev.slipway.serve;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.slipway.serve.access.AccessControl;
import dev.slipway.serve.config.Ports;
import dev.slipway.serve.config.Security;
import dev.slipway.serve.config.ServeConfig;
import dev.slipway.serve.config.Telemetry;
import dev.slipway.serve.dispatch.Dispatcher;
import dev.slipway.serve.engine.InferenceEngine;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.grpc.GrpcFront;
import dev.slipway.serve.grpc.OpenAiRpcs;
import dev.slipway.serve.http.HttpFront;
import dev.slipway.serve.http.HttpSettings;
import dev.slipway.serve.observe.Observation;
import dev.slipway.serve.observe.Outputs;
import dev.slipway.serve.openai.OpenAiApi;
import dev.slipway.serve.openai.OpenAiSettings;
import dev.slipway.serve.sglang.Operations;
import dev.slipway.serve.sglang.ServerFacts;
import dev.slipway.serve.sglang.SglangApi;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A running server: gRPC and HTTP at once over one engine. {@link #start} returns once both can be called. Thread-safe.
 *
 * <p>The engine stays its owner's: the server does not close it.
 */
public final class InferenceServer implements AutoCloseable {
    /**
     * How much of an answer waits in the kernel for a slow reader; by default that is megabytes, which the engine would
     * make for nobody when the reader leaves.
     */
    private static final long UNSENT_BYTES = 128 << 10;

    /**
     * How long a connection without a request is kept. Linux resets a closed connection within seconds, with what a slow
     * reader has not read yet: this is the time that one has for the end of its answer.
     */
    private static final Duration IDLE = Duration.ofSeconds(75);

    private final Dispatcher dispatcher;
    private final Observation observation;
    private final ScheduledExecutorService timer;
    private final List<Server> servers;
    private final Ports ports;
    private volatile boolean alive = true;

    private InferenceServer(
            Dispatcher dispatcher, Observation observation, ScheduledExecutorService timer, Ports ports) {
        this.dispatcher = dispatcher;
        this.observation = observation;
        this.timer = timer;
        this.servers = new ArrayList<>();
        this.ports = ports;
    }

    /** Starts to listen, without a log of the requests. */
    public static InferenceServer start(ServeConfig config, InferenceEngine engine) {
        return start(config, engine, Optional.empty());
    }

    /**
     * Starts to listen.
     *
     * @param log takes a line of JSON a request, if {@link Telemetry#logsRequests}
     * @throws ServeException UNAVAILABLE when a port is taken or the TLS files are no certificate and key
     */
    public static InferenceServer start(ServeConfig config, InferenceEngine engine, Consumer<String> log) {
        return start(config, engine, Optional.of(log));
    }

    private static InferenceServer start(ServeConfig config, InferenceEngine engine, Optional<Consumer<String>> log) {
        Ports ports = FreePorts.resolve(config.ports());
        Dispatcher dispatcher = new Dispatcher(engine, config.limits());
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                task -> Thread.ofPlatform().daemon().name("serve-timer").unstarted(task));
        Observation observation = new Observation(
                () -> config.presentation()
                        .servedModelName()
                        .orElseGet(() -> engine.model().name()),
                dispatcher,
                new Outputs(
                        log.filter(lines -> config.telemetry().logsRequests()),
                        config.telemetry().traces(),
                        version()));
        InferenceServer server = new InferenceServer(dispatcher, observation, timer, ports);
        try {
            server.listen(config);
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void listen(ServeConfig config) {
        ServerFacts facts = new ServerFacts(
                version(),
                config.presentation().servedModelName(),
                config.presentation().incrementalStreaming(),
                Map.of("port", ports.http()));
        Operations operations = new Operations(dispatcher, observation, facts);
        AccessControl access = new AccessControl(config.security());
        OpenAiApi openAi = new OpenAiApi(
                dispatcher,
                observation,
                new OpenAiSettings(
                        config.presentation().servedModelName(),
                        config.presentation().streamsIncludeUsage(),
                        InstantSource.system()));
        ServerBuilder http = builder(config, ports.http());
        new HttpFront(
                        openAi,
                        new SglangApi(operations),
                        access,
                        new HttpSettings(
                                config.maxRequestBytes(), config.security().allowedOrigins(), true))
                .configure(http);
        if (ports.metrics().isEmpty()) {
            http.route().get("/metrics").build(observation.metricsService());
        }
        http.decorator(observation.countingHttp());
        servers.add(started(http.build(), ports.http()));
        if (ports.grpc().isPresent()) {
            ServerBuilder grpc = builder(config, ports.grpc().getAsInt());
            GrpcService service =
                    new GrpcFront(operations, rpcs(openAi), access, (int) config.maxRequestBytes(), timer).bind(grpc);
            // The front refuses large messages itself, with RESOURCE_EXHAUSTED; a limit of HTTP is an UNKNOWN failure.
            grpc.maxRequestLength(0).decorator(observation.countingGrpc(service));
            servers.add(started(grpc.build(), ports.grpc().getAsInt()));
        }
        if (ports.metrics().isPresent()) {
            listenForMetrics(operations);
        }
    }

    /** Without TLS and keys: the port is for those who watch the server, and there is nothing of its callers' in it. */
    private void listenForMetrics(Operations operations) {
        int port = ports.metrics().getAsInt();
        Server server = Server.builder()
                .http(new InetSocketAddress(ports.host(), port))
                .gracefulShutdownTimeoutMillis(20, 1000)
                .route()
                .get("/metrics")
                .build(observation.metricsService())
                .route()
                .get("/health")
                .build((context, request) ->
                        HttpResponse.of(operations.isHealthy() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE))
                .build();
        servers.add(started(server, port));
    }

    private static OpenAiRpcs rpcs(OpenAiApi api) {
        return new OpenAiRpcs(api::chat, api::complete, api::embed, api::classify, api::score, api::rerank);
    }

    private ServerBuilder builder(ServeConfig config, int port) {
        InetSocketAddress address = new InetSocketAddress(config.ports().host(), port);
        ServerBuilder builder = Server.builder()
                // The dispatcher keeps deadlines.
                .requestTimeoutMillis(0)
                .idleTimeout(IDLE)
                .maxRequestLength(config.maxRequestBytes())
                .childChannelPipelineCustomizer(InferenceServer::gatherWrites)
                .gracefulShutdownTimeoutMillis(20, 1000);
        if (Epoll.isAvailable()) {
            builder.childChannelOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES);
        }
        if (config.security().tls().isEmpty()) {
            return builder.http(address);
        }
        Security.Tls tls = config.security().tls().get();
        try {
            builder.https(address)
                    .tls(tls.certificates().toFile(), tls.privateKey().toFile());
        } catch (IllegalArgumentException e) {
            throw new ServeException(
                    ServeException.Code.UNAVAILABLE,
                    "cannot use \"" + tls.certificates() + "\" and \"" + tls.privateKey() + "\": " + e.getMessage()
                            + " (expected: a certificate chain and its PKCS #8 key, both PEM)",
                    e);
        }
        tls.clientAuthorities().ifPresent(authorities -> builder.tlsCustomizer(context -> trust(context, authorities)));
        return builder;
    }

    /**
     * What the streams of one connection have to tell in one turn of its event loop goes to the socket at the end of the
     * turn, in one system call, instead of one a stream. Armeria does so only for what is written while it reads.
     */
    private static void gatherWrites(ChannelPipeline pipeline) {
        pipeline.replace(
                FlushConsolidationHandler.class,
                "gathered-writes",
                new FlushConsolidationHandler(FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true));
    }

    private static void trust(SslContextBuilder context, Path authorities) {
        try {
            context.trustManager(authorities.toFile()).clientAuth(ClientAuth.REQUIRE);
        } catch (IllegalArgumentException e) {
            throw new ServeException(
                    ServeException.Code.UNAVAILABLE,
                    "cannot use \"" + authorities + "\": " + e.getMessage() + " (expected: certificates, PEM)",
                    e);
        }
    }

    private static Server started(Server server, int port) {
        try {
            server.start().join();
            return server;
        } catch (CompletionException e) {
            server.close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ServeException(
                    ServeException.Code.UNAVAILABLE,
                    "cannot listen on port " + port + ": " + cause.getMessage(),
                    cause);
        }
    }

    private static String version() {
        String version = InferenceServer.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** Whether it takes requests; false from the beginning of a shutdown. */
    public boolean isAlive() {
        return alive;
    }

    public int httpPort() {
        return ports.http();
    }

    public OptionalInt grpcPort() {
        return ports.grpc();
    }

    /** The port of {@code /metrics}, if it has one of its own. */
    public OptionalInt metricsPort() {
        return ports.metrics();
    }

    /**
     * Takes no more requests, lets those that wait and run end, at most for {@code deadline}, ends the rest with
     * UNAVAILABLE, and stops listening. Health checks say meanwhile that the server is unavailable. Idempotent.
     */
    public void shutdown(Duration deadline) throws InterruptedException {
        alive = false;
        dispatcher.drain(deadline);
        List<CompletableFuture<Void>> stopped = stop();
        // What the last requests were answered with is on its way still.
        stopped.forEach(CompletableFuture::join);
    }

    /** Ends all requests and stops listening at once; threads of the network end a little later by themselves. */
    @Override
    public void close() {
        stop();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (servers.stream().anyMatch(server -> !server.activePorts().isEmpty()) && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private List<CompletableFuture<Void>> stop() {
        alive = false;
        dispatcher.close();
        List<CompletableFuture<Void>> stopping = new ArrayList<>();
        servers.forEach(server -> stopping.add(server.stop()));
        observation.close();
        timer.shutdownNow();
        return stopping;
    }
}
