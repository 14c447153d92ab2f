package dev.slipway.plan.graph;

import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.plan.request.GitLocation;
import dev.slipway.plan.source.ResolvedImage;
import java.util.List;
import java.util.Optional;

/**
 * What one vertex does. Its result is a snapshot (an ordered list of layers), except for {@link Context}, whose result
 * is a file tree outside the store.
 *
 * <p>Identity is {@link OpEncoding}: everything that says what is done, nothing that only says how it is shown.
 */
public sealed interface Op {
    /** No layers: what {@code FROM scratch} and a linked copy start from. No inputs. */
    record Scratch() implements Op {}

    /** A base image. No inputs. Its identity is its list of diffIDs, not its name or origin. */
    record Image(ResolvedImage image) implements Op {
        public List<DiffId> diffIds() {
            return image.config().diffIds();
        }
    }

    /**
     * A build context that is a file tree. No inputs.
     *
     * @param name {@code context} for the main one, else the named context's name
     * @param exclusions what the ignore file leaves out
     */
    record Context(String name, dev.slipway.plan.request.ContextSpec spec, Exclusions exclusions) implements Op {}

    /**
     * A git tree for ADD, as a snapshot whose root holds the checkout (or its subdirectory). No inputs. Keyed by the
     * commit that the location resolves to.
     */
    record Git(GitLocation location, boolean keepGitDirectory) implements Op {}

    /**
     * A file fetched for ADD, as a snapshot with one file {@code /<fileName>}, mode 0600, owner 0:0, modified as the
     * server says. No inputs.
     *
     * @param fileName from the address or the answer; empty when the answer must be asked
     * @param checksum of the body, verified while it streams; the key when given
     */
    record Http(String url, Optional<String> fileName, Optional<Digest> checksum) implements Op {}

    /** RUN. Inputs: the root file system first, then what mounts name by number. Adds one layer. */
    record Exec(ExecSpec spec) implements Op {}

    /** COPY, ADD or WORKDIR. Inputs: the root file system first, then the sources. Adds a list of layers. */
    record FileOp(List<FileAction> actions) implements Op {
        public FileOp {
            actions = List.copyOf(actions);
        }
    }

    /** Stacks the second input's layers, made on {@link Scratch}, over the first ({@code COPY --link}). */
    record Merge() implements Op {}
}
