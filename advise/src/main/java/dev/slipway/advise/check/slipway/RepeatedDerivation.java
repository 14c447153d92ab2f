package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.advise.check.stages.Step;
import dev.slipway.dockerfile.Stage;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Several steps derive the same variable from the same argument. */
final class RepeatedDerivation extends SlipwayRule {
    private static final Pattern CASE = Pattern.compile(
            "\\bcase\\s+\"?\\$\\{?([A-Za-z_]\\w*)[^\\s]*\\s+in\\b(.{1,4000}?)\\besac\\b", Pattern.DOTALL);
    private static final Pattern CONDITION = Pattern.compile(
            "\\bif\\s+\\[{1,2}\\s+\"?\\$\\{?([A-Za-z_]\\w*)\\}?\"?\\s+=(.{1,4000}?)\\bfi\\b", Pattern.DOTALL);
    private static final Pattern ASSIGNMENT =
            Pattern.compile("(?m)(?:^|[;)&{]|\\b(?:then|else|do|export))\\s*([A-Za-z_]\\w*)=(?!=)");

    RepeatedDerivation() {
        super(Severity.INFO, "The same case or if chain derives the same variable in several steps.");
    }

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        Map<String, Step> first = new HashMap<>();
        for (Stage stage : paths.stages()) {
            for (Step step : paths.own(stage)) {
                for (Pattern pattern : java.util.List.of(CASE, CONDITION)) {
                    Matcher found = pattern.matcher(step.script());
                    while (found.find()) {
                        visit(findings, first, step, found);
                    }
                }
            }
        }
    }

    private static void visit(Findings findings, Map<String, Step> first, Step step, Matcher found) {
        TreeSet<String> assigned = new TreeSet<>();
        Matcher assignment = ASSIGNMENT.matcher(found.group(2));
        while (assignment.find()) {
            assigned.add(assignment.group(1));
        }
        if (assigned.isEmpty()) {
            return;
        }
        String names = String.join(", ", assigned);
        Step earlier = first.putIfAbsent(found.group(1) + "->" + names, step);
        if (earlier != null && !earlier.equals(step)) {
            findings.add(
                    step.instruction().span(),
                    "this derives " + names + " from " + found.group(1) + " again, as line " + earlier.line()
                            + " does: a new version must be added in every copy, and the one forgotten installs the"
                            + " wrong build",
                    "derive it once: pass the result as an ARG, or write it to a file that later steps read");
        }
    }
}
