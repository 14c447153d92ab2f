package dev.slipway.plan.request;

import java.util.Optional;

/**
 * A git repository as context or ADD source ({@code https://host/repo.git#ref:dir}, {@code git@host:repo.git},
 * {@code ?ref=…&subdir=…&keep-git-dir=…&checksum=…&submodules=…} query form).
 *
 * @param remote the address without fragment and query
 * @param ref branch, tag, full reference name or commit; empty for the default branch
 * @param subdirectory below the repository's root; clean, without leading slash
 * @param checksum the commit that {@code ref} must resolve to, full or abbreviated
 * @param submodules whether submodules are checked out; true unless the query says otherwise
 * @param keepGitDirectory what the query says about keeping {@code .git}; empty where it says nothing
 */
public record GitLocation(
        String remote,
        Optional<String> ref,
        Optional<String> subdirectory,
        Optional<String> checksum,
        boolean submodules,
        Optional<Boolean> keepGitDirectory) {

    /**
     * Reads a git address; empty when the text is none: an HTTP(S) address without {@code .git} at the end of its
     * path, a local path. Source: Dockerfile reference, ADD, Adding files from a Git repository.
     *
     * @throws dev.slipway.plan.PlanException when it is a git address that cannot be used as written
     */
    public static Optional<GitLocation> parse(String text) {
        return GitAddress.split(text).map(GitAddress::location);
    }
}
