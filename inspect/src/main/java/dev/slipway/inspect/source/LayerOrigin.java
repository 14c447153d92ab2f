package dev.slipway.inspect.source;

import java.util.OptionalInt;

/**
 * What made a layer.
 *
 * @param createdBy as the image's history says, empty where it says nothing
 * @param line of the instruction in the Dockerfile, where that was given and fits
 */
public record LayerOrigin(String createdBy, OptionalInt line) {
    /** In one short line, without what builders put around a shell command: {@code RUN make install}. */
    public String instruction() {
        return HistoryText.instruction(createdBy);
    }
}
