package dev.slipway.engine.sandbox;

import java.util.List;

/**
 * Who a step's process is.
 *
 * @param groups all groups, the primary one among them
 * @param home from {@code /etc/passwd}; {@code /} where that says nothing
 */
record SandboxUser(long uid, long gid, List<Long> groups, String home) {
    SandboxUser {
        groups = List.copyOf(groups);
    }
}
