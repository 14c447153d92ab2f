package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.Fixable;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.advise.check.stages.Step;
import dev.slipway.advise.shell.ShellCommand;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** rustup's default profile brings documentation, clippy and rustfmt. */
final class RustupDefaultProfile extends SlipwayRule implements Fixable {
    private static final Pattern YES = Pattern.compile("\\s-y(?=\\s|$)", Pattern.MULTILINE);

    RustupDefaultProfile() {
        super(Severity.INFO, "rustup installs documentation, clippy and rustfmt that no build needs.");
    }

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        installers(paths).values().forEach(command -> add(findings, command));
    }

    @Override
    public List<Edit> fixes(DockerfileView view) {
        List<Edit> edits = new ArrayList<>();
        SourceText source = view.source();
        installers(view.paths()).forEach((step, command) -> {
            Matcher yes = YES.matcher(source.text());
            yes.region(
                    Fixable.endOf(source, command.span()),
                    Fixable.endOf(source, step.instruction().span()));
            if (yes.find()) {
                edits.add(new Edit(command.span(), yes.end(), yes.end(), " --profile minimal"));
            }
        });
        return List.copyOf(edits);
    }

    private static Map<Step, ShellCommand> installers(StagePaths paths) {
        Map<Step, ShellCommand> found = new LinkedHashMap<>();
        for (Stage stage : paths.stages()) {
            for (Step step : paths.own(stage)) {
                String script = step.script();
                boolean profile = script.contains("--profile") || script.contains("RUSTUP_INIT_");
                if (!profile && script.contains("rustup")) {
                    installer(step).ifPresent(command -> found.put(step, command));
                }
            }
        }
        return found;
    }

    /** The installer itself, or the shell that it is piped into. */
    private static Optional<ShellCommand> installer(Step step) {
        List<ShellCommand> commands = step.commands();
        for (int i = 0; i < commands.size(); i++) {
            ShellCommand command = commands.get(i);
            boolean piped = command.before().equals("|")
                    && (command.name().equals("sh") || command.name().equals("bash"))
                    && i > 0
                    && commands.get(i - 1).words().stream().anyMatch(word -> word.contains("rustup"));
            boolean direct = command.name().startsWith("rustup-init")
                    || ((command.name().equals("sh") || command.name().equals("bash"))
                            && command.arguments().stream()
                                    .anyMatch(word -> word.endsWith("rustup.sh") || word.endsWith("rustup-init.sh")));
            if ((piped || direct) && command.hasAny("-y", "-yq", "-qy")) {
                return Optional.of(command);
            }
        }
        return Optional.empty();
    }

    private static void add(Findings findings, ShellCommand command) {
        findings.add(
                command.span(),
                "rustup installs its default profile: rust-docs, rustfmt and clippy come along, about 100 MB that no"
                        + " build needs",
                "add --profile minimal");
    }
}
