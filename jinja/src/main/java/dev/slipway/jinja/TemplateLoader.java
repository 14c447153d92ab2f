package dev.slipway.jinja;

import java.util.Optional;

/** Where templates come from that another includes or imports. */
@FunctionalInterface
public interface TemplateLoader {
    /** Knows none. */
    TemplateLoader NONE = name -> Optional.empty();

    /**
     * The text of a template, asked once a rendering.
     *
     * @param name as it is written; judging it is the loader's task
     * @return empty when there is none
     */
    Optional<String> source(String name);
}
