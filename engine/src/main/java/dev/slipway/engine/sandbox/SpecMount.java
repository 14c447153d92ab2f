package dev.slipway.engine.sandbox;

import java.util.List;

/** One mount of a bundle (OCI runtime-spec, config.md, Mounts). */
record SpecMount(String destination, String type, String source, List<String> options) {
    SpecMount {
        options = List.copyOf(options);
    }
}
