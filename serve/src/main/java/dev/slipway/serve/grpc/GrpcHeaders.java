package dev.slipway.serve.grpc;

/** The names of gRPC's headers and trailers (PROTOCOL-HTTP2.md). */
final class GrpcHeaders {
    static final String TIMEOUT = "grpc-timeout";
    static final String ENCODING = "grpc-encoding";
    static final String ACCEPT_ENCODING = "grpc-accept-encoding";
    static final String STATUS = "grpc-status";
    static final String MESSAGE = "grpc-message";

    private GrpcHeaders() {}
}
