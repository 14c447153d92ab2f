package dev.slipway.engine.file;

import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.graph.Op;
import java.util.HashMap;
import java.util.Map;

/** How many sources of a step go to each destination: a file gets a destination's own name only when it is the only one. */
final class SourceCounts {
    private final Map<FileAction.Destination, Integer> counts = new HashMap<>();

    SourceCounts(Op.FileOp op) {
        for (FileAction action : op.actions()) {
            switch (action) {
                case FileAction.MakeDirectory ignored -> {}
                case FileAction.WriteFile write -> counts.merge(write.destination(), 1, Integer::sum);
                case FileAction.Copy copy ->
                    counts.merge(copy.destination(), copy.sources().size(), Integer::sum);
            }
        }
    }

    /** @param matches of the sources' wildcards */
    boolean several(FileAction.Destination destination, int matches) {
        return matches > 1 || counts.getOrDefault(destination, 1) > 1;
    }
}
