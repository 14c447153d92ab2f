package dev.slipway.cli;

import dev.slipway.cli.progress.PlainDisplay;
import dev.slipway.cli.progress.ProgressDisplay;
import dev.slipway.cli.progress.QuietDisplay;
import dev.slipway.cli.progress.RawJsonDisplay;
import dev.slipway.cli.progress.TerminalDisplay;
import dev.slipway.engine.BuildMetadata;
import dev.slipway.engine.BuildResult;
import dev.slipway.engine.EmbeddedBuilder;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.ExportTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Does what the flags of a build ask, for {@code slipway build} and {@code slipway recipe build}. */
final class BuildRun {
    private final Session session;
    private final BuildFlags flags;

    BuildRun(Session session, BuildFlags flags) {
        this.session = session;
        this.flags = flags;
    }

    /** What the environment says, before the command line is read. */
    static void preset(BuildFlags flags, Session session) {
        session.variable("BUILDKIT_PROGRESS").ifPresent(kind -> flags.display.progress = kind);
    }

    /** @param here the working directory */
    int run(BuildSources.Located located, Path here) throws IOException, InterruptedException {
        BuildRequest request =
                new BuildRequests(flags, here, session::variable).request(located.dockerfile(), located.context());
        return switch (flags.display.call()) {
            case "build" -> {
                request.outputs().forEach(BuildRun::requireNoArchiveOnTerminal);
                yield build(request);
            }
            case "outline" -> Calls.outline(request, session);
            case "targets" -> Calls.targets(request, session);
            case "check" -> Calls.check(request, session);
            default ->
                throw PlanException.badValue(
                        "--call \"" + flags.display.call() + "\"", "build, check, outline or targets");
        };
    }

    private static void requireNoArchiveOnTerminal(ExportTarget target) {
        Optional<ExportTarget.Destination> destination = switch (target) {
            case ExportTarget.ToLayout to -> Optional.of(to.destination());
            case ExportTarget.ToDockerArchive to -> Optional.of(to.destination());
            case ExportTarget.ToTar to -> Optional.of(to.destination());
            case ExportTarget.ToStore to -> Optional.empty();
            case ExportTarget.ToRegistry to -> Optional.empty();
            case ExportTarget.ToDirectory to -> Optional.empty();
        };
        boolean standardOutput = destination
                .filter(ExportTarget.Destination.ToStandardOutput.class::isInstance)
                .isPresent();
        if (standardOutput && Terminal.isStandardOutput()) {
            throw PlanException.badValue("output to a terminal", "dest=FILE, or standard output to a pipe or file");
        }
    }

    private int build(BuildRequest request) throws InterruptedException, IOException {
        Thread building = Thread.currentThread();
        AtomicBoolean ended = new AtomicBoolean();
        Thread onSignal = new Thread(() -> cancel(building, ended), "cancel");
        Runtime.getRuntime().addShutdownHook(onSignal);
        BuildResult result;
        try (EmbeddedBuilder builder = EmbeddedBuilder.open(session.builderOptions(flags.steps.parallel));
                ProgressDisplay display = display()) {
            result = builder.build(request, display);
        } catch (InterruptedException e) {
            // Said before the hook lets the process end.
            new ErrorPrinter(session.err(), session.terminal().colour()).print(e);
            return Main.CANCELLED;
        } finally {
            ended.set(true);
            removeHook(onSignal);
        }
        report(result);
        return Main.OK;
    }

    /** On a signal: ends running steps and waits until the store is left in order. */
    private static void cancel(Thread building, AtomicBoolean ended) {
        building.interrupt();
        try {
            for (int i = 0; i < 100 && !ended.get(); i++) {
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending because of a signal; the hook is what made the build stop.
        }
    }

    private ProgressDisplay display() {
        if (flags.display.quiet) {
            return new QuietDisplay();
        }
        return switch (flags.display.progress) {
            case "auto" -> session.terminal().interactive() ? terminalDisplay() : new PlainDisplay(session.err());
            case "tty" -> terminalDisplay();
            case "plain" -> new PlainDisplay(session.err());
            case "rawjson" -> new RawJsonDisplay(session.err());
            case "quiet", "none" -> new QuietDisplay();
            default ->
                throw PlanException.badValue(
                        "--progress \"" + flags.display.progress + "\"", "auto, tty, plain, rawjson or quiet");
        };
    }

    private ProgressDisplay terminalDisplay() {
        return new TerminalDisplay(session.err(), session::currentTerminal, Clock.systemUTC());
    }

    private void report(BuildResult result) throws IOException {
        if (flags.output.imageIdFile.isPresent() && result.imageId().isPresent()) {
            WholeFile.write(
                    Path.of(flags.output.imageIdFile.get()),
                    result.imageId().get().toString().getBytes(StandardCharsets.US_ASCII));
        }
        if (flags.output.metadataFile.isPresent()) {
            WholeFile.write(Path.of(flags.output.metadataFile.get()), BuildMetadata.json(result));
        }
        if (flags.display.quiet) {
            result.imageId().ifPresent(id -> session.out().println(id));
        } else if (!flags.display.progress.equals("rawjson") && !flags.display.progress.equals("quiet")) {
            BuildSummary.lines(result, session.terminal().colour()).forEach(session.err()::println);
        }
    }
}
