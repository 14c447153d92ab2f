package dev.slipway.advise.check.hadolint;

import static dev.slipway.advise.check.Severity.ERROR;
import static dev.slipway.advise.check.Severity.INFO;
import static dev.slipway.advise.check.Severity.WARNING;

import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.StageView;
import dev.slipway.advise.check.Step;
import dev.slipway.advise.check.ViewRule;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.TransferSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** COPY and ADD. */
final class Copies {
    private static final Pattern ARCHIVE =
            Pattern.compile(".*\\.(tar|gz|bz2|xz|zip|tgz|tb2|tbz|tbz2|tz2|lz|lzma|tlz|txz|Z|tZ|tar\\.[A-Za-z0-9]+)");
    private static final Set<String> UNPACKERS =
            Set.of("unzip", "gunzip", "bunzip2", "unlzma", "unxz", "zgz", "uncompress", "zcat", "gzcat");

    static final List<ViewRule> RULES = List.of(
            Dl.rule("DL3010", INFO, "ADD unpacks local archives by itself", Copies::unpacked),
            Dl.rule("DL3020", ERROR, "Files and directories are copied with COPY, not ADD", Copies::plainAdd),
            Dl.instruction(
                    "DL3021",
                    ERROR,
                    "COPY of several sources needs a destination that ends in /",
                    instruction -> instruction instanceof Instruction.Copy copy
                            && copy.sources().size() > 1
                            && !Dl.bare(copy.destination().text()).endsWith("/")),
            Dl.rule(
                    "DL3045",
                    WARNING,
                    "COPY to a relative path needs a WORKDIR above it",
                    Copies::relativeDestination));

    private Copies() {}

    private static void plainAdd(DockerfileView view, ViewRule.Hits hits) {
        view.steps().filter(step -> !step.trigger()).forEach(step -> {
            if (step.instruction() instanceof Instruction.Add add
                    && add.sources().stream().anyMatch(Copies::isPlain)) {
                hits.at(DockerfileView.keyword(add));
            }
        });
    }

    private static boolean isPlain(TransferSource source) {
        if (!(source instanceof TransferSource.Path path)) {
            return true;
        }
        String name = Dl.bare(path.word().text());
        boolean remote = name.matches("(https?|git)://.*|git@.*") || name.startsWith("$");
        return !remote && !ARCHIVE.matcher(name).matches();
    }

    private static void unpacked(DockerfileView view, ViewRule.Hits hits) {
        for (StageView stage : view.stages()) {
            Map<String, Instruction.Copy> archives = new LinkedHashMap<>();
            for (Step step : stage.steps()) {
                if (step.instruction() instanceof Instruction.Copy copy
                        && copy.flags().from().isEmpty()) {
                    names(copy).stream()
                            .filter(name -> ARCHIVE.matcher(name).matches())
                            .forEach(name -> archives.put(name, copy));
                }
                Dl.commands(step).stream()
                        .filter(Copies::unpacks)
                        .flatMap(arguments -> arguments.operands().stream())
                        .forEach(operand -> {
                            Instruction.Copy copy = archives.remove(base(operand));
                            if (copy != null) {
                                hits.at(DockerfileView.keyword(copy));
                            }
                        });
            }
        }
    }

    private static List<String> names(Instruction.Copy copy) {
        String destination = base(copy.destination().text());
        return ARCHIVE.matcher(destination).matches()
                ? List.of(destination)
                : copy.sources().stream()
                        .filter(TransferSource.Path.class::isInstance)
                        .map(source ->
                                base(((TransferSource.Path) source).word().text()))
                        .toList();
    }

    private static String base(String path) {
        String bare = Dl.bare(path);
        return bare.substring(Math.max(bare.lastIndexOf('/'), bare.lastIndexOf('\\')) + 1);
    }

    private static boolean unpacks(Arguments arguments) {
        return UNPACKERS.contains(arguments.command().name())
                || arguments.is("tar") && arguments.hasOption("extract", "get", "x");
    }

    private static void relativeDestination(DockerfileView view, ViewRule.Hits hits) {
        Set<Integer> set = new HashSet<>();
        for (StageView stage : view.stages()) {
            int index = stage.stage().index();
            stage.parent()
                    .filter(parent -> set.contains(parent.stage().index()))
                    .ifPresent(parent -> set.add(index));
            for (Instruction instruction : stage.stage().instructions()) {
                if (instruction instanceof Instruction.Workdir) {
                    set.add(index);
                } else if (instruction instanceof Instruction.Copy copy
                        && !set.contains(index)
                        && !Instructions.isAbsolute(copy.destination())) {
                    hits.at(copy.destination().span());
                }
            }
        }
    }
}
