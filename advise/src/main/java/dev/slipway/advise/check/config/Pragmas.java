package dev.slipway.advise.check.config;

import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.Finding;
import dev.slipway.advise.check.Rule;
import dev.slipway.dockerfile.Directive;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.syntax.SyntaxNode;
import dev.slipway.dockerfile.syntax.SyntaxNode.CommentNode;
import dev.slipway.dockerfile.syntax.SyntaxNode.InstructionNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What comments of the Dockerfile say about rules: {@code # check=…} at its head or right above an instruction, and
 * right above an instruction {@code # hadolint ignore=DL3008,SC2086}; {@code # hadolint stage ignore=} above a FROM and
 * {@code # hadolint global ignore=} anywhere; {@code # hadolint shell=bash}.
 */
public final class Pragmas {
    private static final Pattern IGNORE =
            Pattern.compile("hadolint\\s+((?:global|stage)\\s+)?ignore\\s*=\\s*([A-Za-z0-9_,\\s]+?)\\s*(#.*)?");
    private static final Pattern SHELL = Pattern.compile("hadolint\\s+shell\\s*=\\s*(\\S+)\\s*(#.*)?");
    private static final Pattern CHECK = Pattern.compile("check\\s*=\\s*(\\S+).*", Pattern.CASE_INSENSITIVE);

    private final CheckDirective directive;
    private final boolean obeyed;
    private final Set<String> global = new HashSet<>();
    private final TreeMap<Integer, Above> instructions = new TreeMap<>();
    private final TreeMap<Integer, Set<String>> stages = new TreeMap<>();
    private Optional<String> shell = Optional.empty();

    /** What stands above an instruction that ends at {@code lastLine}. */
    private record Above(int lastLine, Set<String> ignored, List<CheckDirective> checks) {}

    private Pragmas(CheckDirective directive, boolean obeyed) {
        this.directive = directive;
        this.obeyed = obeyed;
    }

    /**
     * @param disabled whether hadolint's comments mean nothing
     * @throws DockerfileException when the directive at the head cannot be read
     */
    public static Pragmas of(DockerfileView view, boolean disabled) {
        Pragmas pragmas = new Pragmas(directive(view), !disabled);
        pragmas.read(view);
        return pragmas;
    }

    private static CheckDirective directive(DockerfileView view) {
        for (Directive directive : view.dockerfile().directives()) {
            if (directive.name().equals("check")) {
                return CheckDirective.parse(directive.value())
                        .orElseThrow(() -> new DockerfileException(
                                DockerfileException.Code.BAD_DIRECTIVE,
                                view.source(),
                                directive.span(),
                                "cannot read the directive check: \"" + YamlText.shorten(directive.value())
                                        + "\" (expected: skip=NAME,…; error=true or false; experimental=NAME,…)",
                                Optional.empty()));
            }
        }
        return CheckDirective.NONE;
    }

    private void read(DockerfileView view) {
        List<CommentNode> comments = new ArrayList<>();
        for (SyntaxNode node : view.tree().nodes()) {
            switch (node) {
                case CommentNode comment -> comments.add(comment);
                case InstructionNode instruction -> {
                    take(instruction, comments);
                    comments.clear();
                }
                case SyntaxNode.BlankNode blank -> {
                    globals(comments);
                    comments.clear();
                }
                case SyntaxNode.DirectiveNode other -> {}
            }
        }
        globals(comments);
    }

    private void globals(List<CommentNode> comments) {
        for (CommentNode comment : comments) {
            Matcher ignore = IGNORE.matcher(comment.comment());
            if (ignore.matches() && scope(ignore).equals("global")) {
                global.addAll(ids(ignore.group(2)));
            }
            Matcher named = SHELL.matcher(comment.comment());
            if (named.matches()) {
                shell = Optional.of(named.group(1));
            }
        }
    }

    private void take(InstructionNode instruction, List<CommentNode> comments) {
        globals(comments);
        Set<String> ignored = new HashSet<>();
        Set<String> inStage = new HashSet<>();
        List<CheckDirective> checks = new ArrayList<>();
        for (CommentNode comment : comments) {
            Matcher ignore = IGNORE.matcher(comment.comment());
            if (ignore.matches() && !scope(ignore).equals("global")) {
                (scope(ignore).equals("stage") ? inStage : ignored).addAll(ids(ignore.group(2)));
            }
            Matcher check = CHECK.matcher(comment.comment());
            if (check.matches()) {
                CheckDirective.parse(check.group(1)).ifPresent(checks::add);
            }
        }
        int line = instruction.span().startLine();
        instructions.put(line, new Above(instruction.span().endLine(), ignored, checks));
        if (instruction.head().name().equals("FROM")) {
            stages.put(line, inStage);
        }
    }

    private static String scope(Matcher ignore) {
        return ignore.group(1) == null ? "" : ignore.group(1).strip();
    }

    private static List<String> ids(String list) {
        return List.of(list.strip().split("[,\\s]+", -1));
    }

    /** {@code # hadolint shell=}: what runs the scripts where no SHELL says it. */
    public Optional<String> shell() {
        return shell;
    }

    public CheckDirective directive() {
        return directive;
    }

    /** Whether the Dockerfile itself waives this finding. */
    public boolean waives(Finding finding, Rule.Family family) {
        Optional<Above> above = instruction(finding.line());
        boolean waived = skips(directive, finding, family)
                || above.filter(it -> it.checks().stream().anyMatch(check -> skips(check, finding, family)))
                        .isPresent();
        if (waived || !obeyed) {
            return waived;
        }
        Map.Entry<Integer, Set<String>> stage = stages.floorEntry(finding.line());
        return global.contains(finding.rule())
                || above.filter(it -> it.ignored().contains(finding.rule())).isPresent()
                || stage != null && stage.getValue().contains(finding.rule());
    }

    private static boolean skips(CheckDirective check, Finding finding, Rule.Family family) {
        return check.skip().contains(finding.rule()) || check.skipAll() && family == Rule.Family.BUILDKIT;
    }

    /** The instruction at a line; the next one for a comment. */
    private Optional<Above> instruction(int line) {
        Map.Entry<Integer, Above> at = instructions.floorEntry(line);
        if (at == null || at.getValue().lastLine() < line) {
            at = instructions.ceilingEntry(line);
        }
        return Optional.ofNullable(at).map(Map.Entry::getValue);
    }
}
