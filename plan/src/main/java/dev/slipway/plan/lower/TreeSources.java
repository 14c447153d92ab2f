package dev.slipway.plan.lower;

import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Word;
import dev.slipway.plan.graph.Vertex;

/** Where trees that an instruction reads from come from. */
interface TreeSources {
    /** What {@code --from} names, as a tree to copy from or to mount. */
    Vertex find(StageState stage, Word from, String what);

    /** The main build context; refused at {@code span} when the build has none. */
    Vertex mainContext(StageState stage, Span span);
}
