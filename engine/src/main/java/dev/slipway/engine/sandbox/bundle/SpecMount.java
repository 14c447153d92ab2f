package dev.slipway.engine.sandbox.bundle;

import java.util.List;

/** One mount of a bundle (OCI runtime-spec, config.md, Mounts). */
public record SpecMount(String destination, String type, String source, List<String> options) {
    public SpecMount {
        options = List.copyOf(options);
    }
}
