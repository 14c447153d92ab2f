package dev.slipway.serve.embedded.llama;

/** The model was replaced while it was about to be used; its successor can be. */
public final class ModelClosedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ModelClosedException() {
        super("the model is closed", null, false, false);
    }
}
