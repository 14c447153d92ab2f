package dev.slipway.engine.source.git;

import dev.slipway.engine.step.SourceException;
import dev.slipway.plan.request.GitLocation;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Ref;

/** Which of a repository's references a location means. */
final class GitRefs {
    private GitRefs() {}

    /**
     * What a location is at one time.
     *
     * @param commit 40 hex digits
     * @param ref full name; empty when the location names the commit itself
     * @param tag the annotated tag's object, when it is one
     */
    record Resolved(String commit, Optional<String> ref, Optional<String> tag) {}

    static boolean isCommit(String text) {
        return text.length() == 40 && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    /** A branch wins over a tag of the same name, as for {@code git checkout}; then any name below {@code refs/}. */
    static Resolved choose(Map<String, Ref> advertised, GitLocation location, GitRemote remote) {
        String wanted = location.ref().orElse("HEAD");
        for (String name : candidates(wanted)) {
            Ref ref = advertised.get(name);
            if (ref != null && ref.getObjectId() != null) {
                return resolved(name, ref);
            }
        }
        throw new SourceException(
                SourceException.Code.NOT_FOUND,
                "cannot find \"" + wanted + "\" in git repository \"" + remote.shown()
                        + "\" (expected: a branch, a tag, or a full commit id)");
    }

    private static String[] candidates(String wanted) {
        if (wanted.equals("HEAD") || wanted.startsWith("refs/")) {
            return new String[] {wanted};
        }
        return new String[] {"refs/heads/" + wanted, "refs/tags/" + wanted, "refs/" + wanted};
    }

    private static Resolved resolved(String name, Ref ref) {
        boolean annotated = ref.getPeeledObjectId() != null;
        return new Resolved(
                (annotated ? ref.getPeeledObjectId() : ref.getObjectId()).name(),
                Optional.of(name),
                annotated ? Optional.of(ref.getObjectId().name()) : Optional.empty());
    }

    /** Throws unless commit or tag begin with the location's checksum. */
    static void verify(Resolved resolved, GitLocation location, GitRemote remote) {
        if (location.checksum().isEmpty()) {
            return;
        }
        String checksum = location.checksum().get();
        boolean matches = resolved.commit().startsWith(checksum)
                || resolved.tag().filter(tag -> tag.startsWith(checksum)).isPresent();
        if (!matches || checksum.isEmpty()) {
            throw new SourceException(
                    SourceException.Code.BAD_CONTENT,
                    "cannot use git repository \"" + remote.shown() + "\": \""
                            + location.ref().orElse("HEAD") + "\" is commit " + resolved.commit() + " (expected: "
                            + checksum + ")",
                    "correct the checksum, or find out why the reference moved");
        }
    }
}
