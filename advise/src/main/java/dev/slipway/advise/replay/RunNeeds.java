package dev.slipway.advise.replay;

import dev.slipway.advise.explain.StepGraph.Step;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Guesses, from the words of a RUN, what it needs of the files that were copied before it. Careful: what is not known to
 * fetch from outside counts as needing everything.
 */
final class RunNeeds {
    private static final Pattern FETCHES = Pattern.compile(
            "\\b(apt-get|apt|apk add|dnf|microdnf|yum|zypper|conda|mamba"
                    + "|micromamba|curl|wget|git clone|rustup|npm (i|install) -g|cargo install|go install|huggingface-cli"
                    + "|download|useradd|groupadd|adduser|addgroup|pip3? install|uv pip install|uv tool install|gem install)\\b");
    private static final Pattern CLONE = Pattern.compile("\\bgit clone\\b");
    private static final Pattern LEAVES = Pattern.compile("\\bcd\\s+(\\.\\.|-(\\s|$))");
    private static final Pattern INSTALLS = Pattern.compile(
            "\\b(apt-get|apt|apk|dnf|microdnf|yum|zypper|conda|mamba|micromamba|pip3?|uv pip|rustup|npm|gem)\\b");
    /** Where a command can begin: package names such as cmake are none. */
    private static final String COMMAND =
            "(^RUN\\s+(--\\S+\\s+)*|[;&|(\\n]\\s*|\\b(then|do|else|sudo|time)\\s+|\\b[A-Z_]+=\\S*\\s+)";

    private static final Pattern BUILDS = Pattern.compile(COMMAND
            + "((make|cmake|ninja|meson|cargo (build|test)|cargo install[^&|;]*--path|go (build|test|generate)|mvn|gradle"
            + "|npm run|yarn build|pnpm build|tsc|python3? (-m build|\\S+\\.py)|bash \\S|sh \\S|uv build|bazel|patch)\\b"
            + "|\\.?/\\S)"
            + "|pip3? install[^&|;]*\\s(-e\\b|\\.(\\s|$|\\[)|(?<!-r )(?<!--requirement )(?<!-c )(\\./|/)\\S)");
    private static final List<Tool> TOOLS = List.of(
            new Tool(
                    Pattern.compile(
                            "\\b(pip3?|uv pip) install[^&|;]*(\\s-r|--requirement)|\\buv sync|\\bpoetry install"),
                    "requirements*.txt",
                    Pattern.compile(
                            "(^|/)(requirements[^/]*\\.txt|requirements/[^/]*\\.(txt|in)|constraints[^/]*\\.txt|pyproject\\.toml|setup\\.(py|cfg)|uv\\.lock|poetry\\.lock)$")),
            new Tool(
                    Pattern.compile(
                            "\\bnpm (ci|install|i)(\\s|$)(?!.*-g)|\\byarn( install)?(\\s|$)|\\bpnpm (i|install|fetch)\\b"),
                    "package*.json",
                    Pattern.compile(
                            "(^|/)(package(-lock)?\\.json|npm-shrinkwrap\\.json|yarn\\.lock|pnpm-(lock|workspace)\\.yaml|\\.npmrc)$")),
            new Tool(
                    Pattern.compile("\\bgo mod (download|verify)"),
                    "go.mod go.sum",
                    Pattern.compile("(^|/)go\\.(mod|sum|work|work\\.sum)$")),
            new Tool(
                    Pattern.compile("\\bcargo fetch"),
                    "Cargo.toml Cargo.lock",
                    Pattern.compile("(^|/)(Cargo\\.(toml|lock)|rust-toolchain(\\.toml)?)$")));

    private RunNeeds() {}

    /**
     * A program that installs what a file lists.
     *
     * @param shown the files, as one would write them
     * @param files matches their paths
     */
    record Tool(Pattern command, String shown, Pattern files) {}

    /** The program whose lists are all that the RUN reads; empty when there is none. */
    static Optional<Tool> lists(Step run) {
        String text = ownText(run);
        return builds(text)
                ? Optional.empty()
                : TOOLS.stream()
                        .filter(tool -> tool.command().matcher(text).find())
                        .findFirst();
    }

    /** Whether the RUN seems to need nothing of what {@code copy} brings. */
    static boolean isFree(Step run, Step copy) {
        String text = ownText(run);
        return run.reads().isEmpty()
                && lists(run).isEmpty()
                && FETCHES.matcher(text).find()
                && !builds(text)
                && named(copy).noneMatch(run.label().text()::contains);
    }

    private static boolean builds(String text) {
        return BUILDS.matcher(text).find();
    }

    /** What a RUN does to the files of its own stage: what follows a clone is done to what was cloned. */
    private static String ownText(Step run) {
        String text = run.label().text();
        Matcher clone = CLONE.matcher(text);
        return clone.find()
                        && !LEAVES.matcher(text)
                                .region(clone.end(), text.length())
                                .find()
                ? text.substring(0, clone.end())
                : text;
    }

    /** Whether it installs packages, which later steps may need. */
    static boolean installs(Step run) {
        return INSTALLS.matcher(run.label().text().replaceAll("--mount=\\S+", ""))
                .find();
    }

    /** Sources and destination of a copy, as far as they say something. */
    private static java.util.stream.Stream<String> named(Step copy) {
        return Arrays.stream(copy.label().text().split("\\s+"))
                .skip(1)
                .filter(word -> !word.startsWith("--"))
                .map(word -> word.replaceAll("^(\\./)+|/+$", ""))
                .filter(word -> word.length() > 2);
    }
}
