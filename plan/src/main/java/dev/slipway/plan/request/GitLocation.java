package dev.slipway.plan.request;

import java.util.Optional;

/**
 * A git repository as context or ADD source ({@code https://host/repo.git#ref:dir}, {@code git@host:repo.git},
 * {@code ?ref=…&subdir=…&keep-git-dir=…&checksum=…&submodules=…} query form).
 *
 * @param remote the address without fragment and query
 * @param ref branch, tag, full reference name or commit; empty for the default branch
 * @param subdirectory below the repository's root
 * @param checksum the commit that {@code ref} must resolve to, full or abbreviated
 * @param submodules whether submodules are checked out; true unless the query says otherwise
 */
public record GitLocation(
        String remote,
        Optional<String> ref,
        Optional<String> subdirectory,
        Optional<String> checksum,
        boolean submodules) {}
