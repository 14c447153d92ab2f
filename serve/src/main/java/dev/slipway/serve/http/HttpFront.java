package dev.slipway.serve.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.cors.CorsService;
import dev.slipway.serve.access.AccessControl;
import dev.slipway.serve.api.JsonOperation;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.openai.OpenAiApi;
import dev.slipway.serve.sglang.SglangApi;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** All HTTP endpoints of a server but those that tell of the process, such as {@code /metrics}. */
public final class HttpFront {
    private static final Endpoint MODEL =
            new Endpoint("/v1/models/{*model}", Set.of(HttpMethod.GET), "ListModels", Endpoint.Body.NONE);

    private final OpenAiApi openAi;
    private final Map<Endpoint, JsonOperation> operations;
    private final AccessControl access;
    private final HttpSettings settings;

    public HttpFront(OpenAiApi openAi, SglangApi sglang, AccessControl access, HttpSettings settings) {
        this.openAi = openAi;
        this.operations = Endpoints.of(openAi, sglang);
        this.access = access;
        this.settings = settings;
    }

    /** What {@link #configure} binds. */
    public List<Endpoint> endpoints() {
        return List.copyOf(services().keySet());
    }

    /**
     * Binds all endpoints and has the server tell its own errors, such as 404, in JSON. The server's time limit for
     * requests then counts for reading them only; answers have the limits of the dispatcher.
     */
    public void configure(ServerBuilder server) {
        server.maxRequestLength(settings.maxRequestBytes());
        server.errorHandler(new JsonErrorHandler());
        services()
                .forEach((endpoint, service) -> server.route()
                        .path(endpoint.path())
                        .methods(withPreflight(endpoint.methods()))
                        .defaultLogName(endpoint.operation())
                        .build(cors(endpoint).apply(guarded(endpoint, service))));
    }

    private Map<Endpoint, HttpService> services() {
        Map<Endpoint, HttpService> services = new LinkedHashMap<>();
        operations.forEach((endpoint, operation) -> services.put(endpoint, new JsonService(endpoint, operation)));
        services.put(
                MODEL,
                (context, request) -> new JsonService(
                                MODEL, (_, _) -> openAi.model(String.valueOf(context.pathParam("model"))))
                        .serve(context, request));
        if (settings.documentation()) {
            services.putAll(Documentation.services());
        }
        return services;
    }

    /** Refuses calls without the key before their body is read. */
    private HttpService guarded(Endpoint endpoint, HttpService service) {
        return (context, request) -> {
            Optional<ServeException> refusal =
                    access.refusal(endpoint.path(), request.headers().get(HttpHeaderNames.AUTHORIZATION));
            return refusal.isPresent()
                    ? JsonErrorHandler.answer(context, refusal.get())
                    : service.serve(context, request);
        };
    }

    private Set<HttpMethod> withPreflight(Set<HttpMethod> methods) {
        if (settings.corsOrigins().isEmpty()) {
            return methods;
        }
        List<HttpMethod> all = new ArrayList<>(methods);
        all.add(HttpMethod.OPTIONS);
        return Set.copyOf(all);
    }

    private Function<HttpService, HttpService> cors(Endpoint endpoint) {
        if (settings.corsOrigins().isEmpty()) {
            return Function.identity();
        }
        Function<? super HttpService, CorsService> decorator = CorsService.builder(settings.corsOrigins())
                .allowRequestMethods(endpoint.methods())
                .allowAllRequestHeaders(true)
                .newDecorator();
        return decorator::apply;
    }
}
