package dev.slipway.serve.http;

import com.linecorp.armeria.common.HttpMethod;
import java.util.Set;

/**
 * One path of the server.
 *
 * @param operation the name of what it does in metrics, logs and traces, which is the RPC's
 * @param access who may call it, where keys are asked for
 */
public record Endpoint(String path, Set<HttpMethod> methods, String operation, Access access, Body body) {
    public Endpoint {
        methods = Set.copyOf(methods);
    }

    /** Who may call an endpoint of a server with keys. */
    public enum Access {
        /** Anybody: health and documentation. */
        OPEN,
        /** Who has the key for inference. */
        CALLER,
        /** Who has the key for administration. */
        ADMIN
    }

    /** Whether a request must have a JSON body. */
    public enum Body {
        NONE,
        OPTIONAL,
        REQUIRED
    }
}
