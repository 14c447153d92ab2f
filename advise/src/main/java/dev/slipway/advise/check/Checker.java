package dev.slipway.advise.check;

import dev.slipway.advise.check.config.CheckConfig;
import dev.slipway.advise.check.config.Pragmas;
import dev.slipway.advise.check.shellcheck.ShellCheck;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs all rules over one Dockerfile, and applies what files, flags and comments say about them. */
public final class Checker {
    private static final int MOST_ROUNDS = 5;
    /** Rules of a long file take a tenth of a second: more threads would take that to start. */
    private static final int MOST_THREADS = 4;

    private final CheckConfig config;
    private final List<Rule> rules;
    private final Optional<ShellCheck> shellCheck;

    /** @param shellCheck absent when the program is not installed or not wanted */
    public Checker(CheckConfig config, Optional<ShellCheck> shellCheck) {
        this.config = config;
        this.rules = Rules.all(config.labels());
        this.shellCheck = shellCheck;
    }

    /**
     * @param findings by place, then by rule
     * @param notes what could not be looked at, a sentence each
     * @param rules those that were found, and all others that ran
     */
    public record Result(List<Finding> findings, List<String> notes, List<Rule.Info> rules) {
        public Result {
            findings = List.copyOf(findings);
            notes = List.copyOf(notes);
            rules = List.copyOf(rules);
        }
    }

    /** @throws dev.slipway.dockerfile.DockerfileException when {@code # check=} cannot be read */
    public Result check(CheckInput input) {
        return check(DockerfileView.of(input));
    }

    private Result check(DockerfileView view) {
        Pragmas pragmas = Pragmas.of(view, config.disablePragmas());
        Map<String, Rule.Family> families = new HashMap<>();
        rules.forEach(rule -> families.put(rule.info().id(), rule.info().family()));
        List<Finding> found;
        ShellCheck.Result scripts;
        // A process that lives so shortly starts platform threads sooner than it makes virtual ones possible.
        try (ExecutorService beside = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("check-", 1).factory())) {
            Future<ShellCheck.Result> running = beside.submit(() -> inScripts(view, pragmas));
            found = byRules(view, pragmas, beside);
            scripts = result(running);
        }
        found.addAll(scripts.findings());
        List<Finding> kept = found.stream()
                .filter(finding -> !config.skip().contains(finding.rule()))
                .filter(finding -> !pragmas.waives(finding, family(families, finding)))
                .map(finding -> weighed(finding, family(families, finding), pragmas))
                .distinct()
                .sorted(Comparator.comparingInt(Finding::line)
                        .thenComparingInt(finding -> finding.span().startColumn())
                        .thenComparing(Finding::rule))
                .toList();
        return new Result(kept, scripts.notes(), rules.stream().map(Rule::info).toList());
    }

    /**
     * In the rules' order. The caller's thread and one more for each further processor, of some, take rules until none is
     * left; the others from the end, whose rules need other things of the view.
     */
    private List<Finding> byRules(DockerfileView view, Pragmas pragmas, ExecutorService beside) {
        List<Rule> wanted =
                rules.stream().filter(rule -> runs(rule.info(), pragmas)).toList();
        AtomicReferenceArray<List<Finding>> found = new AtomicReferenceArray<>(wanted.size());
        ConcurrentLinkedDeque<Integer> left = new ConcurrentLinkedDeque<>();
        for (int i = 0; i < wanted.size(); i++) {
            left.add(i);
        }
        List<Future<?>> others = new ArrayList<>();
        for (int i = 1; i < Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS); i++) {
            others.add(beside.submit(() -> work(left::pollLast, wanted, view, found)));
        }
        work(left::pollFirst, wanted, view, found);
        others.forEach(Checker::result);
        List<Finding> all = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            all.addAll(found.get(i));
        }
        return all;
    }

    private static void work(
            Supplier<@Nullable Integer> next,
            List<Rule> rules,
            DockerfileView view,
            AtomicReferenceArray<List<Finding>> found) {
        for (Integer i = next.get(); i != null; i = next.get()) {
            found.set(i, rules.get(i).check(view));
        }
    }

    private static <T> T result(Future<T> running) {
        try {
            return running.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    private ShellCheck.Result inScripts(DockerfileView view, Pragmas pragmas) {
        return shellCheck
                .map(program -> program.check(view, pragmas.shell()))
                .orElse(new ShellCheck.Result(List.of(), List.of()));
    }

    /**
     * The Dockerfile's text with everything mended that can be mended safely; empty when nothing can. What one rule mends
     * may give another something to do, so they go over it again until nothing changes.
     */
    public Optional<String> fixed(CheckInput input) {
        CheckInput current = input;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<Fixable.Edit> edits = edits(DockerfileView.of(current));
            if (edits.isEmpty()) {
                break;
            }
            SourceText source = current.dockerfile().source();
            current = current.with(Dockerfile.parse(source.name(), Fixable.apply(source, edits)));
        }
        String text = current.dockerfile().source().text();
        return text.equals(input.dockerfile().source().text()) ? Optional.empty() : Optional.of(text);
    }

    /** Those that can be done at once; all edits of a finding, or none of them. */
    private List<Fixable.Edit> edits(DockerfileView view) {
        List<Finding> found = check(view).findings();
        List<Fixable.Edit> edits = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule instanceof Fixable fixable) {
                // What a comment or the configuration waives stays as it is.
                Map<Span, List<Fixable.Edit>> byFinding = fixable.fixes(view).stream()
                        .filter(edit -> found.stream()
                                .anyMatch(finding ->
                                        finding.rule().equals(rule.info().id())
                                                && finding.span().equals(edit.finding())))
                        .collect(Collectors.groupingBy(Fixable.Edit::finding, LinkedHashMap::new, Collectors.toList()));
                for (List<Fixable.Edit> one : byFinding.values()) {
                    if (one.stream().noneMatch(edit -> edits.stream().anyMatch(edit::overlaps))) {
                        edits.addAll(one);
                    }
                }
            }
        }
        return edits;
    }

    private boolean runs(Rule.Info info, Pragmas pragmas) {
        boolean asked = config.severities().containsKey(info.id())
                || pragmas.directive().experimental().contains(info.id())
                || pragmas.directive().experimentalAll() && info.family() == Rule.Family.BUILDKIT;
        return !config.skip().contains(info.id()) && (asked || !Rules.isOff(info.id()));
    }

    private static Rule.Family family(Map<String, Rule.Family> families, Finding finding) {
        return families.getOrDefault(finding.rule(), Rule.Family.SHELLCHECK);
    }

    private Finding weighed(Finding finding, Rule.Family family, Pragmas pragmas) {
        Severity severity = config.severities().get(finding.rule());
        if (severity == null) {
            severity =
                    family == Rule.Family.BUILDKIT && pragmas.directive().error() ? Severity.ERROR : finding.severity();
        }
        return new Finding(
                finding.rule(), severity, finding.source(), finding.span(), finding.message(), finding.fix());
    }
}
