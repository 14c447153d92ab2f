package dev.slipway.advise.check;

import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Stage;
import java.util.List;
import java.util.Optional;

/**
 * A stage with its steps.
 *
 * @param parent the stage that it starts from, when that is one of this file
 * @param image what FROM names, global arguments expanded
 * @param steps in order; the trigger of an ONBUILD follows it as a step of its own
 */
public record StageView(Stage stage, Optional<StageView> parent, String image, List<Step> steps) {
    public StageView {
        steps = List.copyOf(steps);
    }

    public Instruction.From from() {
        return stage.from();
    }

    /** One of a view is another only by being it; their contents are long. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** Name after AS in lower case; empty without. */
    public String name() {
        return stage.name().orElse("");
    }

    /** What the stage stands on in the end: an image's name, or {@code scratch}. */
    public String rootImage() {
        return parent.map(StageView::rootImage).orElse(image);
    }
}
