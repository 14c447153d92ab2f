package dev.slipway.inspect.source;

import java.util.Optional;

/**
 * What made a layer.
 *
 * @param createdBy as the image's history says, empty where it says nothing
 * @param line of the instruction in the Dockerfile, where a record of the build or a Dockerfile that fits tells it
 */
public record LayerOrigin(String createdBy, Optional<SourceLine> line) {
    /** In one short line, without what builders put around a shell command: {@code RUN make install}. */
    public String instruction() {
        return HistoryText.instruction(createdBy);
    }
}
