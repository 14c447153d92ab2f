package dev.slipway.advise.replay;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What commits did to a context.
 *
 * @param first the files before the first commit
 * @param firstInputs Dockerfile and ignore file before the first commit
 * @param commits oldest first
 * @param notes what the reader should know: a shallow or short history
 */
record History(List<Delta> first, Inputs firstInputs, List<Commit> commits, List<String> notes) {
    History {
        first = List.copyOf(first);
        commits = List.copyOf(commits);
        notes = List.copyOf(notes);
    }

    /**
     * @param context path of a named context's directory, or that of {@code ContextSelection.MAIN}
     * @param path relative to the context
     * @param key of the path, 64 bits
     * @param before what it was, as a number; 0 when it was not there
     * @param after 0 when it is gone
     */
    record Delta(String context, String path, boolean directory, long key, long before, long after) {}

    /**
     * Texts that a plan is made from; the same object while they are equal.
     *
     * @param namedIgnores texts of the ignore files of named contexts, by {@link Delta#context}
     */
    record Inputs(Optional<String> dockerfile, Optional<String> ignore, Map<String, String> namedIgnores) {
        Inputs {
            namedIgnores = Map.copyOf(namedIgnores);
        }
    }

    record Commit(String id, String subject, Instant time, Inputs inputs, List<Delta> changes) {
        Commit {
            changes = List.copyOf(changes);
        }
    }
}
