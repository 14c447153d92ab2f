package dev.slipway.serve.upstream.dialect;

/** Carries a failure through stages and readers. */
public final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient UpstreamFailure failure;

    public FailedException(UpstreamFailure failure) {
        super(failure.failure().getMessage(), failure.failure(), false, false);
        this.failure = failure;
    }

    public UpstreamFailure failure() {
        return failure;
    }
}
