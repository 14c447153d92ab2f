package dev.slipway.plan.graph;

import dev.slipway.image.ImagePath;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One change that a {@link Op.FileOp} makes on the root file system, in order. */
public sealed interface FileAction {
    /**
     * Makes a directory and its missing parents, mode 0755; nothing when it is there (WORKDIR).
     *
     * @param owner of what is made: the image's USER; 0:0 when empty. A name that the root file system does not know is
     *     0:0 here, as a scratch image may name a user without a passwd file
     */
    record MakeDirectory(ImagePath path, Optional<Owner> owner) implements FileAction {}

    /**
     * Writes a file from the Dockerfile (heredoc of COPY or ADD), mode 0644 unless said.
     *
     * @param name the file's name inside a destination that is a directory
     */
    record WriteFile(String name, Content content, Destination destination, Placement placement)
            implements FileAction {}

    /**
     * Copies files of an input.
     *
     * @param input number of the vertex's input
     * @param sources each source, in order
     * @param unpack how archives among the sources are treated
     */
    record Copy(int input, List<Source> sources, Destination destination, CopyRules rules, Unpack unpack)
            implements FileAction {
        public Copy {
            sources = List.copyOf(sources);
        }
    }

    /**
     * @param pattern path or wildcard, clean and without leading or trailing slash; {@code ""} is the root. Relative to
     *     the base, which is the input's root unless said
     * @param wildcard the pattern as predicate over paths relative to the base, when it has wildcard characters: Go's
     *     {@code filepath.Match} on the whole path, with {@code --parents} {@code **} too
     * @param base with {@code --parents} what stood before {@code /./}: kept parents begin below it
     * @param span where it stands in the Dockerfile as {@code line:column}, for messages; not part of the identity
     */
    record Source(String pattern, Optional<PathMatcher> wildcard, Optional<Base> base, String span) {
        /** A source without a base. */
        public Source(String pattern, Optional<PathMatcher> wildcard, String span) {
            this(pattern, wildcard, Optional.empty(), span);
        }

        /** As written, for messages. */
        public String text() {
            return base.map(b -> b.pattern() + "/./" + pattern).orElse(pattern);
        }
    }

    /**
     * Where the kept parents of {@code --parents} begin; several directories when it is a wildcard.
     *
     * @param pattern as in {@link Source}, relative to the input's root
     */
    record Base(String pattern, Optional<PathMatcher> wildcard) {}

    /**
     * @param path absolute
     * @param directory true when the user wrote a trailing slash (or {@code .}): the path is then a directory in any case
     */
    record Destination(ImagePath path, boolean directory) {}

    /**
     * @param parents {@code --parents}
     * @param exclude {@code --exclude}: of paths below each source directory, and of sources that are files
     */
    record CopyRules(Placement placement, boolean parents, Exclusions exclude) {}

    /**
     * @param owner {@code --chown}; when empty files keep the source's owner (0:0 for a local context) and new parents
     *     get 0:0
     * @param mode {@code --chmod}; the source's own when empty
     */
    record Placement(Optional<Owner> owner, Optional<ModeChange> mode) {
        public static final Placement DEFAULT = new Placement(Optional.empty(), Optional.empty());
    }

    /**
     * {@code --chown=user[:group]}; names are looked up in the root file system's {@code /etc/passwd} and
     * {@code /etc/group}. Without a group a numeric user's group is the same number, a named user's its primary one.
     */
    record Owner(String user, Optional<String> group) {}

    /** {@code --chmod}. */
    sealed interface ModeChange {
        /** @param bits 12 bits */
        record Octal(int bits) implements ModeChange {}

        /** @param expression such as {@code u=rwX,go=rX}; checked by the plan */
        record Symbolic(String expression) implements ModeChange {}
    }

    /** When archives are unpacked instead of copied. */
    enum Unpack {
        /** COPY, {@code ADD --unpack=false}, and ADD of a remote file. */
        NEVER,
        /** ADD of local files that are recognised archives. */
        RECOGNISED,
        /** {@code ADD --unpack=true}, of remote files too; what is no archive is copied. */
        ALWAYS
    }

    /** Bytes of a heredoc file. */
    record Content(byte[] bytes) {
        public Content {
            bytes = bytes.clone();
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Content that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }
}
