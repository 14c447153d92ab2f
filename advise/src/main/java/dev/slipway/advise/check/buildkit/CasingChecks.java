package dev.slipway.advise.check.buildkit;

import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.Rule;
import dev.slipway.advise.check.ViewRule;
import dev.slipway.dockerfile.syntax.Slice;
import dev.slipway.dockerfile.syntax.SyntaxNode.InstructionNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How keywords and stage names are written. */
final class CasingChecks {
    static final List<Rule> RULES = List.of(
            BuildKitRules.rule(
                    "StageNameCasing",
                    "Stage names should be in lower case",
                    CasingChecks::stageNames,
                    CasingFixes::stageNames),
            BuildKitRules.rule(
                    "FromAsCasing", "FROM and AS should be in the same case", CasingChecks::as, CasingFixes::as),
            BuildKitRules.rule(
                    "ConsistentInstructionCasing",
                    "All instructions of a file should be in the same case",
                    CasingChecks::keywords,
                    CasingFixes::keywords));

    private CasingChecks() {}

    private static void stageNames(DockerfileView view, ViewRule.Hits hits) {
        for (InstructionNode from : named(view)) {
            Slice name = from.head().arguments().split().get(2);
            if (!isLower(name.text())) {
                hits.at(
                        name.span(),
                        "stage name \"" + name.text() + "\" is not in lower case",
                        "write \"" + name.text().toLowerCase(Locale.ROOT) + "\"");
            }
        }
    }

    private static void as(DockerfileView view, ViewRule.Hits hits) {
        for (InstructionNode from : named(view)) {
            String keyword = from.head().keyword().text();
            Slice as = from.head().arguments().split().get(1);
            // A keyword in mixed case is found by ConsistentInstructionCasing already.
            boolean wrong = isLower(keyword) ? !isLower(as.text()) : isUpper(keyword) && !isUpper(as.text());
            if (wrong) {
                hits.at(as.span(), "\"" + as.text() + "\" is not in the case of \"" + keyword + "\"");
            }
        }
    }

    /** FROM instructions with a name. */
    static List<InstructionNode> named(DockerfileView view) {
        return view.stages().stream()
                .filter(stage -> stage.from().stageName().isPresent())
                .map(stage -> view.node(stage.from()))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Of all instructions from the first FROM on. */
    static List<Slice> allKeywords(DockerfileView view) {
        List<Slice> keywords = new ArrayList<>();
        view.stages().forEach(stage -> {
            view.node(stage.from()).ifPresent(node -> keywords.add(node.head().keyword()));
            stage.stage().instructions().stream()
                    .flatMap(instruction -> view.node(instruction).stream())
                    .forEach(node -> keywords.add(node.head().keyword()));
        });
        return keywords;
    }

    static boolean mostAreLower(List<Slice> keywords) {
        long lower = keywords.stream().filter(word -> isLower(word.text())).count();
        long upper = keywords.stream().filter(word -> isUpper(word.text())).count();
        return lower > upper;
    }

    private static void keywords(DockerfileView view, ViewRule.Hits hits) {
        List<Slice> keywords = allKeywords(view);
        boolean mostAreLower = mostAreLower(keywords);
        for (Slice keyword : keywords) {
            if (mostAreLower ? !isLower(keyword.text()) : !isUpper(keyword.text())) {
                hits.at(
                        keyword.span(),
                        "\"" + keyword.text() + "\" is not in " + (mostAreLower ? "lower" : "upper")
                                + " case, as most of the file is");
            }
        }
    }

    static boolean isLower(String text) {
        return text.equals(text.toLowerCase(Locale.ROOT));
    }

    private static boolean isUpper(String text) {
        return text.equals(text.toUpperCase(Locale.ROOT));
    }
}
