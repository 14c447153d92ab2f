package dev.slipway.serve.grpc;

import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import dev.slipway.serve.stream.Framing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages as gRPC frames them (PROTOCOL-HTTP2.md, Length-Prefixed-Message): a byte 0, for not compressed, the length in
 * four bytes, big-endian, the message; the status is in the trailers.
 */
enum GrpcFraming implements Framing {
    INSTANCE;

    static final int PREFIX = 5;

    private static final ResponseHeaders HEADERS = ResponseHeaders.builder(HttpStatus.OK)
            .contentType(GrpcSerializationFormats.PROTO.mediaType())
            .set(GrpcHeaders.ENCODING, "identity")
            .set(GrpcHeaders.ACCEPT_ENCODING, "gzip")
            .build();

    @Override
    public ResponseHeaders headers() {
        return HEADERS;
    }

    @Override
    public int overhead() {
        return PREFIX;
    }

    @Override
    public int put(byte[] piece, byte[] to, int at) {
        to[at] = 0;
        to[at + 1] = (byte) (piece.length >>> 24);
        to[at + 2] = (byte) (piece.length >>> 16);
        to[at + 3] = (byte) (piece.length >>> 8);
        to[at + 4] = (byte) piece.length;
        System.arraycopy(piece, 0, to, at + PREFIX, piece.length);
        return at + PREFIX + piece.length;
    }

    @Override
    public End end(@Nullable Throwable failure) {
        HttpHeaders trailers = failure == null ? HttpHeaders.of(GrpcHeaders.STATUS, "0") : GrpcErrors.trailers(failure);
        return new End(List.of(), trailers);
    }
}
