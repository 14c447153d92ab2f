package dev.slipway.advise.check.buildkit;

import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.Fixable;
import dev.slipway.advise.check.Fixable.Edit;
import dev.slipway.advise.check.StageView;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.MountFlag;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.syntax.Slice;
import dev.slipway.dockerfile.syntax.SyntaxNode.InstructionNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Mends what {@link CasingChecks} find. Letter case of keywords and of stage names means nothing to a build. */
final class CasingFixes {
    private CasingFixes() {}

    static List<Edit> keywords(DockerfileView view) {
        List<Slice> keywords = CasingChecks.allKeywords(view);
        boolean lower = CasingChecks.mostAreLower(keywords);
        return keywords.stream()
                .flatMap(keyword -> recased(view.source(), keyword, lower).stream())
                .toList();
    }

    static List<Edit> as(DockerfileView view) {
        return CasingChecks.named(view).stream()
                .flatMap(from -> recased(
                        view.source(),
                        from.head().arguments().split().get(1),
                        CasingChecks.isLower(from.head().keyword().text()))
                        .stream())
                .toList();
    }

    private static Optional<Edit> recased(SourceText source, Slice word, boolean lower) {
        String text = word.text();
        String wanted = lower ? text.toLowerCase(Locale.ROOT) : text.toUpperCase(Locale.ROOT);
        return wanted.equals(text) ? Optional.empty() : Fixable.replace(source, word.span(), word.span(), text, wanted);
    }

    /** The name, and every place below that names the stage in the same letters. */
    static List<Edit> stageNames(DockerfileView view) {
        List<Edit> edits = new ArrayList<>();
        for (InstructionNode from : CasingChecks.named(view)) {
            Slice name = from.head().arguments().split().get(2);
            Optional<Edit> renamed = recased(view.source(), name, true);
            renamed.ifPresent(edit -> {
                edits.add(edit);
                view.stages().stream()
                        .filter(stage ->
                                stage.from().span().endLine() >= from.span().startLine())
                        .forEach(stage -> uses(view.source(), stage, name, edits));
            });
        }
        return edits;
    }

    private static void uses(SourceText source, StageView stage, Slice name, List<Edit> edits) {
        use(source, stage.from().image(), name).ifPresent(edits::add);
        for (Instruction instruction : stage.stage().instructions()) {
            switch (instruction) {
                case Instruction.Copy copy ->
                    copy.flags().from().flatMap(from -> use(source, from, name)).ifPresent(edits::add);
                case Instruction.Run run ->
                    run.mounts().stream()
                            .flatMap(mount -> mount.options().stream())
                            .flatMap(option -> use(source, option, name).stream())
                            .forEach(edits::add);
                default -> {}
            }
        }
    }

    private static Optional<Edit> use(SourceText source, Word word, Slice name) {
        return word.text().equals(name.text())
                ? lowered(source, word.span(), word.text(), name.span())
                : Optional.empty();
    }

    private static Optional<Edit> use(SourceText source, MountFlag.Option option, Slice name) {
        return option.key().equals("from") && option.value().equals(name.text())
                ? lowered(source, option.span(), "from=" + option.value(), name.span())
                : Optional.empty();
    }

    private static Optional<Edit> lowered(SourceText source, Span span, String written, Span finding) {
        return Fixable.replace(source, finding, span, written, written.toLowerCase(Locale.ROOT));
    }
}
