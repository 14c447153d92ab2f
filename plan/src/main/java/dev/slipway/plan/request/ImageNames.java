package dev.slipway.plan.request;

import dev.slipway.image.ImageReference;
import dev.slipway.plan.PlanException;

/** What images may be called; checked before a build begins, not when its result is written. */
public final class ImageNames {
    private static final String EXPECTED = "[registry/]name[:tag] in lower case, without a digest";

    private ImageNames() {}

    /**
     * @param option what the user named it with
     * @throws PlanException when an image cannot be called so
     */
    public static void requireTaggable(String option, String name) {
        boolean taggable;
        try {
            taggable = ImageReference.parse(name).digest().isEmpty();
        } catch (IllegalArgumentException e) {
            taggable = false;
        }
        if (!taggable) {
            throw PlanException.badValue(option + " \"" + name + "\"", EXPECTED);
        }
    }
}
