package dev.slipway.image.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;

/**
 * Sends requests with the login known so far, and once more with a new one when that is refused. Logins go to the
 * registry's own origin only, and only its challenges are answered: neither a redirect nor an upload's place elsewhere
 * gets any.
 */
final class Exchange {
    private final Transport transport;
    private final Authorizer authorizer;

    Exchange(Transport transport, Authorizer authorizer) {
        this.transport = transport;
        this.authorizer = authorizer;
    }

    Transport transport() {
        return transport;
    }

    /** A request without its address and login. The body is opened anew for each attempt. */
    record Call(String method, Map<String, String> headers, Body body) {
        static Call of(String method, Map<String, String> headers) {
            return new Call(method, headers, HttpRequest.BodyPublishers::noBody);
        }

        /** Gives the bytes to send. */
        interface Body {
            HttpRequest.BodyPublisher open() throws IOException;
        }
    }

    /** The last answer, whatever its status; passing faults are retried. The caller closes its body. */
    HttpResponse<InputStream> send(Scope scope, URI address, Call call) throws IOException {
        return withLogin(scope, login -> transport.send(address, requests(scope, call, login)));
    }

    /** Sends a blob; nothing is retried but a refused login. */
    HttpResponse<InputStream> upload(Scope scope, URI address, SentBlob blob) throws IOException {
        Call call = new Call("PUT", Map.of("Content-Type", "application/octet-stream"), blob::open);
        return withLogin(scope, login -> transport.upload(address, requests(scope, call, login), blob));
    }

    /** Sends with or without a login. */
    private interface Sender {
        HttpResponse<InputStream> send(Optional<String> login) throws IOException;
    }

    private HttpResponse<InputStream> withLogin(Scope scope, Sender sender) throws IOException {
        Optional<String> known = authorizer.header(scope);
        HttpResponse<InputStream> answer = sender.send(known);
        boolean own =
                Transport.sameOrigin(scope.endpoint().base(), answer.request().uri());
        if (answer.statusCode() != 401 || !own) {
            return answer;
        }
        Optional<String> login = authorizer.answer(scope, known, answer);
        if (login.isEmpty()) {
            return answer;
        }
        answer.body().close();
        return sender.send(login);
    }

    private static Transport.Requests requests(Scope scope, Call call, Optional<String> login) {
        return to -> {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(to).method(call.method(), call.body().open());
            call.headers().forEach(request::header);
            request.header("User-Agent", "slipway");
            if (Transport.sameOrigin(scope.endpoint().base(), to)) {
                login.ifPresent(value -> request.header("Authorization", value));
            }
            return request;
        };
    }
}
