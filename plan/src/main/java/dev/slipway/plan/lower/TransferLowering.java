package dev.slipway.plan.lower;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Heredoc;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.TransferFlags;
import dev.slipway.dockerfile.TransferSource;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.ignore.InvalidPatternException;
import dev.slipway.image.FileNames;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.Exclusions;
import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.graph.FileAction.CopyRules;
import dev.slipway.plan.graph.FileAction.Destination;
import dev.slipway.plan.graph.FileAction.Placement;
import dev.slipway.plan.graph.FileAction.Unpack;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.graph.PathMatcher;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.request.Booleans;
import dev.slipway.plan.stage.StageInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** COPY and ADD (Dockerfile reference, COPY, ADD). */
final class TransferLowering {
    private final StageState stage;
    private final TreeSources trees;
    private final boolean add;
    private final TransferFlags flags;
    private final List<Vertex> inputs = new ArrayList<>();
    private final List<FileAction> actions = new ArrayList<>();
    private final StringBuilder history = new StringBuilder();

    private TransferLowering(StageState stage, TreeSources trees, TransferFlags flags, boolean add) {
        this.stage = stage;
        this.trees = trees;
        this.flags = flags;
        this.add = add;
        inputs.add(stage.root());
    }

    static void lower(Instruction.Copy copy, StageState stage, TreeSources trees) {
        new TransferLowering(stage, trees, copy.flags(), false).lower(copy, copy.sources(), copy.destination());
    }

    static void lower(Instruction.Add add, StageState stage, TreeSources trees) {
        new TransferLowering(stage, trees, add.flags(), true).lower(add, add.sources(), add.destination());
    }

    private void lower(Instruction instruction, List<TransferSource> sources, Word destinationWord) {
        String written = stage.expand(destinationWord);
        Destination destination =
                new Destination(stage.config.workingDirectory().cd(written), Paths.namesDirectory(written));
        history.append(instruction.keyword());
        CopyRules rules = rules();
        checkChecksum(sources);
        List<FileAction.Source> local = new ArrayList<>();
        for (TransferSource source : sources) {
            if (source instanceof TransferSource.Path(Word word)) {
                path(word, destination, rules, local);
            }
        }
        flush(local, destination, rules);
        for (TransferSource source : sources) {
            if (source instanceof TransferSource.Inline(Heredoc heredoc)) {
                inline(heredoc, destination, rules.placement());
            }
        }
        history.append(' ').append(written).append(" # buildkit");
        finish(instruction, rules);
    }

    private void finish(Instruction instruction, CopyRules rules) {
        String shown = stage.expander().display(StepText.of(instruction), stage.scope);
        Op op = new Op.FileOp(actions);
        // BuildKit links nothing that it has to change the mode of, and Dockerfiles lean on it: a copy that is not
        // linked follows symlinks of the destination, such as /bin.
        if (flag(flags.placement().link(), "link") && rules.placement().mode().isEmpty()) {
            stage.linked(op, new Op.Merge(), inputs, new StageState.StepLabels(shown, history.toString()));
        } else {
            stage.step(op, inputs, shown, history.toString());
        }
    }

    private CopyRules rules() {
        TransferFlags.Placement written = flags.placement();
        boolean parents = flag(written.parents(), "parents");
        history.append(parents ? " --parents" : "");
        Optional<FileAction.Owner> owner = written.chown().flatMap(word -> {
            String text = stage.expand(word);
            history.append(text.isEmpty() ? "" : " --chown=" + text);
            return text.isEmpty() ? Optional.empty() : Optional.of(Placements.owner(text, word, stage.faults()));
        });
        Optional<FileAction.ModeChange> mode = written.chmod().flatMap(word -> {
            String text = stage.expand(word);
            history.append(text.isEmpty() ? "" : " --chmod=" + text);
            return text.isEmpty() ? Optional.empty() : Optional.of(Placements.mode(text, word, stage.faults()));
        });
        return new CopyRules(new Placement(owner, mode), parents, excluded(written.exclude()));
    }

    private Exclusions excluded(List<Word> words) {
        try {
            return Matchers.exclude(words.stream().map(stage::expand).toList());
        } catch (InvalidPatternException e) {
            throw badPattern(words.getFirst(), e);
        }
    }

    private boolean flag(Optional<Word> word, String name) {
        return word.map(written -> Booleans.parse(written.text())
                        .orElseThrow(() -> stage.faults()
                                .refuse(
                                        written.span(),
                                        "cannot read --" + name + ": \"" + written.text() + "\"",
                                        "true or false")))
                .orElse(false);
    }

    private void checkChecksum(List<TransferSource> sources) {
        flags.checksum().filter(word -> sources.size() != 1).ifPresent(word -> {
            throw stage.faults()
                    .refuse(word.span(), "cannot check " + sources.size() + " sources by one --checksum", "one source");
        });
    }

    private void path(Word word, Destination destination, CopyRules rules, List<FileAction.Source> local) {
        String text = stage.expand(word);
        history.append(' ').append(text);
        Optional<RemoteSources.Remote> remote = RemoteSources.find(text, word, stage, flags);
        if (remote.isEmpty()) {
            flags.checksum().ifPresent(checksum -> {
                throw stage.faults()
                        .refuse(
                                checksum.span(),
                                "cannot check \"" + text + "\" by --checksum",
                                "a URL or a git address");
            });
            local.add(local(text, word, rules.parents()));
            return;
        }
        if (!add) {
            throw stage.faults()
                    .refuse(
                            DockerfileException.Code.BAD_SYNTAX,
                            word.span(),
                            "cannot COPY \"" + text + "\"",
                            "a path in the source",
                            Optional.of("use ADD for URLs and git repositories"));
        }
        flush(local, destination, rules);
        copy(remote.get(), destination, rules, word);
    }

    private void copy(RemoteSources.Remote remote, Destination destination, CopyRules rules, Word word) {
        Vertex tree = stage.helper(remote.op(), List.of(), remote.name(), "source" + inputs.size());
        FileAction.Source source = new FileAction.Source(remote.path(), Optional.empty(), position(word));
        CopyRules plain = new CopyRules(rules.placement(), false, rules.exclude());
        actions.add(new FileAction.Copy(input(tree), List.of(source), destination, plain, remote.unpack()));
    }

    private void flush(List<FileAction.Source> local, Destination destination, CopyRules rules) {
        if (local.isEmpty()) {
            return;
        }
        Vertex tree = flags.from()
                .map(word -> trees.find(stage, word, "COPY --from"))
                .orElseGet(() ->
                        trees.mainContext(stage, stage.current().instruction().span()));
        actions.add(new FileAction.Copy(input(tree), local, destination, rules, unpack()));
        local.clear();
    }

    private Unpack unpack() {
        if (!add) {
            return Unpack.NEVER;
        }
        return flags.unpack().isEmpty()
                ? Unpack.RECOGNISED
                : flag(flags.unpack(), "unpack") ? Unpack.ALWAYS : Unpack.NEVER;
    }

    private int input(Vertex tree) {
        int known = inputs.subList(1, inputs.size()).indexOf(tree);
        if (known >= 0) {
            return known + 1;
        }
        inputs.add(tree);
        return inputs.size() - 1;
    }

    private FileAction.Source local(String text, Word word, boolean parents) {
        int pivot = parents ? text.indexOf("/./") : -1;
        String pattern =
                ImagePath.of(pivot < 0 ? text : text.substring(pivot + 3)).relative();
        Optional<FileAction.Base> base = pivot < 0
                ? Optional.empty()
                : Optional.of(ImagePath.of(text.substring(0, pivot)).relative())
                        .map(path -> new FileAction.Base(path, wildcard(path, true, word)));
        return new FileAction.Source(pattern, wildcard(pattern, parents, word), base, position(word));
    }

    private Optional<PathMatcher> wildcard(String pattern, boolean recursive, Word word) {
        try {
            return Paths.hasWildcard(pattern) ? Optional.of(Matchers.wildcard(pattern, recursive)) : Optional.empty();
        } catch (InvalidPatternException e) {
            throw badPattern(word, e);
        }
    }

    private DockerfileException badPattern(Word word, InvalidPatternException cause) {
        StageInstruction current = stage.current();
        return new DockerfileException(
                DockerfileException.Code.BAD_FLAG_VALUE,
                current.source(),
                word.span(),
                String.valueOf(cause.getMessage()),
                Optional.empty());
    }

    /** Where to look in the Dockerfile; for a trigger that is its FROM. */
    private String position(Word word) {
        StageInstruction current = stage.current();
        return (current.trigger() ? current.shown() : word.span()).toString();
    }

    private void inline(Heredoc heredoc, Destination destination, Placement placement) {
        history.append(" <<").append(heredoc.name());
        String content = stage.expander().expandContent(heredoc, stage.scope).value();
        actions.add(new FileAction.WriteFile(
                heredoc.name(), new FileAction.Content(FileNames.encode(content)), destination, placement));
    }
}
