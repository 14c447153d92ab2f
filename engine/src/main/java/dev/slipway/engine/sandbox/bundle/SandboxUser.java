package dev.slipway.engine.sandbox.bundle;

import java.util.List;

/**
 * Who a step's process is.
 *
 * @param groups all groups, the primary one among them
 * @param home from {@code /etc/passwd}; {@code /} where that says nothing
 */
public record SandboxUser(long uid, long gid, List<Long> groups, String home) {
    public SandboxUser {
        groups = List.copyOf(groups);
    }
}
