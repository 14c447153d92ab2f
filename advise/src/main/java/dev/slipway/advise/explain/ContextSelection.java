package dev.slipway.advise.explain;

import dev.slipway.plan.graph.Exclusions;
import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.graph.FileAction.Source;
import dev.slipway.plan.graph.PathMatcher;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which paths of a context one instruction reads, as a predicate: what the ignore file leaves in, a source of the
 * instruction names or contains, and {@code --exclude} does not take out again. The same rules as the engine's own
 * selection, asked of one path without a tree; a source that is a symbolic link counts as the link alone.
 */
public final class ContextSelection {
    /** {@link #context()} of the main context. */
    public static final String MAIN = "";

    private final String context;
    private final Exclusions ignore;
    private final List<SourcePattern> sources;
    private final Exclusions exclude;
    private final String instruction;
    private final String id;

    private ContextSelection(
            String context, Exclusions ignore, List<SourcePattern> sources, Exclusions exclude, String instruction) {
        this.context = context;
        this.ignore = ignore;
        this.sources = List.copyOf(sources);
        this.exclude = exclude;
        this.instruction = instruction;
        this.id = instruction + "\n\n" + ignore.canonical();
    }

    /** @param ignore what the context's ignore file leaves out */
    public static ContextSelection of(FileAction.Copy copy, Exclusions ignore) {
        boolean parents = copy.rules().parents();
        String text = (parents ? "parents " : "")
                + copy.sources().stream().map(Source::text).collect(Collectors.joining("\n"))
                + "\nexclude " + copy.rules().exclude().canonical();
        return new ContextSelection(
                MAIN,
                ignore,
                copy.sources().stream()
                        .map(source -> SourcePattern.of(source, parents))
                        .toList(),
                copy.rules().exclude(),
                text);
    }

    /** A directory or file of the context as a mount shows it; {@code ""} is the whole context. */
    public static ContextSelection ofPath(String path, Exclusions ignore) {
        Source source = new Source(path, java.util.Optional.empty(), "");
        return new ContextSelection(
                MAIN, ignore, List.of(SourcePattern.of(source, false)), Exclusions.NONE, path + "\nexclude ");
    }

    /** The same of another context: a directory of this machine that {@code --build-context} names. */
    public ContextSelection in(String directory) {
        return new ContextSelection(directory, ignore, sources, exclude, "in " + directory + "\n" + instruction);
    }

    /** Path of the named context's directory, or {@link #MAIN}. */
    public String context() {
        return context;
    }

    /** Only what of it also matches. */
    public ContextSelection only(PathMatcher names) {
        SourcePattern.Only only = new SourcePattern.Only(sources, names);
        return new ContextSelection(context, ignore, List.of(only), exclude, instruction + "\nonly " + names.pattern());
    }

    /** The same instruction with another ignore file. */
    public ContextSelection withIgnore(Exclusions other) {
        return new ContextSelection(context, other, sources, exclude, instruction);
    }

    public Exclusions ignore() {
        return ignore;
    }

    /** Equal for selections of the same sources, whatever the ignore file says. */
    public String instruction() {
        return instruction;
    }

    /**
     * Whether a change of this entry of its context is a change of the selection.
     *
     * @param path relative, {@code a/b}
     * @param directory that the entry is a directory which came or went; what it holds counts by itself
     */
    public boolean selects(String path, boolean directory) {
        for (SourcePattern source : sources) {
            if (source.takes(path, directory, exclude)) {
                return !ignore.excludes(path);
            }
        }
        return false;
    }

    /** Whether a change of this path is a change of the selection. */
    public boolean selects(ChangedPath path) {
        return context.equals(path.context()) && selects(path.path(), path.directory());
    }

    /** By what it selects. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ContextSelection that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return id;
    }
}
