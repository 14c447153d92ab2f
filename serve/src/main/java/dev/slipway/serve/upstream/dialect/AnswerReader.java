package dev.slipway.serve.upstream.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.serve.engine.GenerationEvent;
import java.util.function.Consumer;

/** What the pieces of one streamed answer mean. One answer, one thread at a time. */
public interface AnswerReader {
    /**
     * Reads a piece.
     *
     * @throws BadAnswerException when it is not what the dialect says
     * @throws FailedException when it tells that the request is refused or has failed
     */
    void read(JsonNode piece, Consumer<GenerationEvent> out);

    /** No more pieces come: tells what was kept back. False when the answer is not whole. */
    boolean end(Consumer<GenerationEvent> out);

    /** A piece that cannot be read. */
    final class BadAnswerException extends RuntimeException {
        private static final long serialVersionUID = 1;

        /** @param expected what the piece should have been */
        public BadAnswerException(String expected) {
            super(expected, null, false, false);
        }
    }
}
