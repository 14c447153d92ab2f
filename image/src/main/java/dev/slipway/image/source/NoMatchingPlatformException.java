package dev.slipway.image.source;

import dev.slipway.image.ImageException;
import dev.slipway.image.Platform;

/** An index holds no image for the wanted platform. */
public final class NoMatchingPlatformException extends ImageException {
    private static final long serialVersionUID = 1L;

    /** @param available the platforms that there are, for the message */
    public NoMatchingPlatformException(String subject, Platform wanted, String available) {
        super(
                "no-matching-platform",
                "cannot use " + subject + ": no image for platform " + wanted + " (expected: one of " + available + ")",
                "choose one of these with --platform");
    }
}
