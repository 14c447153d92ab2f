package dev.slipway.engine;

import java.util.Optional;

/** The local image store has no such image. */
public final class ImageNotFoundException extends RuntimeException {
    private final transient Optional<String> hint;

    ImageNotFoundException(String message, Optional<String> hint) {
        super(message);
        this.hint = hint;
    }

    public Optional<String> hint() {
        return hint;
    }
}
