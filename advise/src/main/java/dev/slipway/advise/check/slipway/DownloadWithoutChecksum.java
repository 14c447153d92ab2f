package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.advise.check.stages.Step;
import dev.slipway.advise.shell.ShellCommand;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.TransferSource;
import java.util.List;
import java.util.Set;

/** A file from the network is run or unpacked as it comes. */
final class DownloadWithoutChecksum extends SlipwayRule {
    private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "ash", "zsh", "python3", "python");
    private static final List<String> CHECKS = List.of(
            "sha256sum", "sha512sum", "sha1sum", "shasum", "md5sum", "gpg", "cosign", "minisign", "b2sum", "sha256");

    DownloadWithoutChecksum() {
        super(Severity.INFO, "A downloaded file is run or unpacked without a checksum.");
    }

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        for (Stage stage : paths.stages()) {
            for (Step step : paths.own(stage)) {
                if (step.instruction() instanceof Instruction.Add add) {
                    add(add, findings);
                } else if (CHECKS.stream().noneMatch(step.script()::contains)) {
                    run(step.commands(), findings);
                }
            }
        }
    }

    private static void add(Instruction.Add add, Findings findings) {
        for (TransferSource source : add.sources()) {
            String written =
                    source instanceof TransferSource.Path path ? path.word().text() : "";
            boolean file = written.startsWith("http") && !written.endsWith(".git") && !written.contains(".git#");
            if (file && add.flags().checksum().isEmpty()) {
                findings.add(
                        source.span(),
                        "whatever the server sends goes into the image: nothing says what the file must be",
                        "add --checksum=sha256:… to ADD");
            }
        }
    }

    private static void run(List<ShellCommand> commands, Findings findings) {
        for (int i = 0; i < commands.size(); i++) {
            ShellCommand fetch = commands.get(i);
            boolean downloads = fetch.name().equals("curl") || fetch.name().equals("wget");
            boolean piped = i + 1 < commands.size()
                    && commands.get(i + 1).before().equals("|")
                    && SHELLS.contains(commands.get(i + 1).name());
            if (downloads && piped && fetch.words().stream().anyMatch(word -> word.startsWith("http"))) {
                findings.add(
                        fetch.span(),
                        "a script from the network is run as it comes, as root: nothing says what it must be, and it may"
                                + " differ in every build",
                        "download a released file, check it with sha256sum -c, then run it; or ADD --checksum");
            }
        }
    }
}
