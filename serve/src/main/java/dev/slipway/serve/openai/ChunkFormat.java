package dev.slipway.serve.openai;

import dev.slipway.serve.engine.GenerationEvent;
import java.util.Collection;

/** Writes one answer's events as JSON chunks. One call at a time; holds what the answer has told so far. */
interface ChunkFormat {
    /** Adds the event's chunks: one, with the first event of a choice perhaps one before it, or none. */
    void write(GenerationEvent event, Collection<byte[]> to);

    /** Adds what comes after the last choice has ended. */
    void end(Collection<byte[]> to);
}
