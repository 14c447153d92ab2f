package dev.slipway.advise.replay;

import dev.slipway.advise.explain.StepGraph;
import java.util.function.UnaryOperator;

/**
 * A change of a Dockerfile or an ignore file that may save time.
 *
 * @param kind {@code move-below}, {@code split-copy}, {@code own-stage} or {@code ignore}
 * @param line of the Dockerfile; 0 for the ignore file
 * @param text what to do, one sentence
 * @param condition what must hold for it
 * @param change the same, on the graph; a graph that it does not fit comes back as it is
 */
record Move(String kind, int line, String text, String condition, UnaryOperator<StepGraph> change) {}
