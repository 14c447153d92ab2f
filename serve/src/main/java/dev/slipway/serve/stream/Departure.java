package dev.slipway.serve.stream;

import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.CompletableFuture;

/**
 * The moment a caller leaves before its answer: its HTTP/2 stream is reset, or its connection is closed. Armeria tells
 * the second one of an HTTP/1 request that has no response yet only after a second.
 */
public record Departure(ServiceRequestContext context) {
    /** Calls {@code left} if the caller leaves while the answer is made; perhaps more than once. */
    public void during(CompletableFuture<?> answer, Runnable left) {
        if (answer.isDone()) {
            return;
        }
        context.whenRequestCancelling().thenAccept(_ -> left.run());
        Channel connection =
                context.log().ensureAvailable(RequestLogProperty.SESSION).channel();
        if (connection != null) {
            ChannelFutureListener closed = _ -> left.run();
            connection.closeFuture().addListener(closed);
            answer.whenComplete((_, _) -> connection.closeFuture().removeListener(closed));
        }
    }
}
