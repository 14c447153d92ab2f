package dev.slipway.serve.grpc;

import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import dev.slipway.serve.engine.ServeException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;

/** Failures as gRPC statuses: a {@link ServeException.Code} is the status of its name. */
final class GrpcErrors {
    private GrpcErrors() {}

    static StatusRuntimeException of(Throwable failure) {
        ServeException known = ServeException.known(failure);
        return code(known)
                .toStatus()
                .withDescription(known.getMessage())
                .withCause(known.getCause())
                .asRuntimeException();
    }

    private static Status.Code code(ServeException failure) {
        return Status.Code.valueOf(failure.code().name());
    }

    /** The end of a response that had begun. */
    static HttpHeaders trailers(Throwable failure) {
        ServeException known = ServeException.known(failure);
        return HttpHeaders.of(
                GrpcHeaders.STATUS,
                Integer.toString(code(known).value()),
                GrpcHeaders.MESSAGE,
                percentEncoded(String.valueOf(known.getMessage())));
    }

    /** A response that is nothing but its end (PROTOCOL-HTTP2.md, Trailers-Only). */
    static HttpResponse response(Throwable failure) {
        return HttpResponse.of(ResponseHeaders.builder(HttpStatus.OK)
                .endOfStream(true)
                .contentType(GrpcSerializationFormats.PROTO.mediaType())
                .add(trailers(failure))
                .build());
    }

    /** UTF-8 of which all but printable ASCII, and the percent sign, is written {@code %XX} (PROTOCOL-HTTP2.md). */
    private static String percentEncoded(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (each >= ' ' && each <= '~' && each != '%') {
                encoded.append((char) each);
            } else {
                encoded.append(String.format("%%%02X", each));
            }
        }
        return encoded.toString();
    }
}
