package dev.slipway.serve.http;

import com.linecorp.armeria.common.HttpMethod;
import java.util.Set;

/**
 * One path of the server.
 *
 * @param operation the name of what it does in metrics, logs and traces, which is the RPC's
 */
public record Endpoint(String path, Set<HttpMethod> methods, String operation, Body body) {
    public Endpoint {
        methods = Set.copyOf(methods);
    }

    /** Whether a request must have a JSON body. */
    public enum Body {
        NONE,
        OPTIONAL,
        REQUIRED
    }
}
