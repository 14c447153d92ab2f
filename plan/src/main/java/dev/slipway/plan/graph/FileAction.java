package dev.slipway.plan.graph;

import dev.slipway.image.ImagePath;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One change that a {@link Op.FileOp} makes on the root file system, in order. */
public sealed interface FileAction {
    /** Makes a directory and its missing parents, mode 0755, owner 0:0; nothing when it is there (WORKDIR). */
    record MakeDirectory(ImagePath path) implements FileAction {}

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
     * @param pattern path or wildcard, relative to the input's root; without leading slash; {@code ""} or {@code "."} is
     *     the root. With {@code --parents} a {@code /./} marks where kept parents begin
     * @param wildcard the pattern as predicate, when it has wildcard characters
     * @param span where it stands in the Dockerfile as {@code line:column}, for messages; not part of the identity
     */
    record Source(String pattern, Optional<PathMatcher> wildcard, String span) {}

    /**
     * @param path absolute
     * @param directory true when the user wrote a trailing slash (or {@code .}): the path is then a directory in any case
     */
    record Destination(ImagePath path, boolean directory) {}

    /**
     * @param parents {@code --parents}
     * @param exclude {@code --exclude}
     */
    record CopyRules(Placement placement, boolean parents, List<PathMatcher> exclude) {
        public CopyRules {
            exclude = List.copyOf(exclude);
        }
    }

    /**
     * @param owner {@code --chown}; 0:0 when empty
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
        /** {@code ADD --unpack=true}: must be an archive. */
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
