package dev.slipway.plan.graph;

import dev.slipway.dockerfile.Span;
import java.util.List;
import java.util.Optional;

/**
 * What is told of a vertex but does not change what it does.
 *
 * @param name as shown: {@code [torch_deps 2/3] RUN pip install …}
 * @param place where it stands, equal in builds of an edited Dockerfile as far as can be: stage and ordinal,
 *     {@code torch_deps#3}, or {@code context:NAME}; records of different builds are compared by it
 * @param stage name or number of the stage it stands in; empty for contexts and the like
 * @param spans the instruction's lines in the Dockerfile
 * @param ignoreCache {@code --no-cache}, {@code --no-cache-filter}: run although a result is recorded
 */
public record VertexNotes(String name, String place, Optional<String> stage, List<Span> spans, boolean ignoreCache) {
    public VertexNotes {
        spans = List.copyOf(spans);
    }

    /** The instruction's word in a shown name: {@code COPY} of {@code [stage 2/5] COPY a b}. */
    public static String keyword(String name) {
        int bracket = name.startsWith("[") ? name.indexOf("] ") : -1;
        String text = bracket < 0 ? name : name.substring(bracket + 2);
        for (String decoration : List.of("ONBUILD ", "LINK ")) {
            text = text.startsWith(decoration) ? text.substring(decoration.length()) : text;
        }
        int space = text.indexOf(' ');
        return space < 0 ? text : text.substring(0, space);
    }
}
