package dev.slipway.image.layout;

import dev.slipway.image.ImageException;

/** A layout or archive has no such image, or no such blob. */
public final class LayoutException extends ImageException {
    private static final long serialVersionUID = 1L;

    public LayoutException(String message, String hint) {
        super("not-in-layout", message, hint);
    }
}
