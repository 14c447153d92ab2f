package dev.slipway.cli.progress;

import dev.slipway.image.Digest;
import dev.slipway.plan.progress.BuildEvent;
import dev.slipway.plan.record.CacheOutcome;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * One line an event, as BuildKit's plain progress: {@code #3 [base 2/3] RUN make}, {@code #3 0.412 output},
 * {@code #3 DONE 1.2s}, {@code #3 CACHED}.
 */
public final class PlainDisplay implements ProgressDisplay {
    private static final int LONGEST_LINE = 64 * 1024;

    private final PrintStream out;
    private final Map<Digest, Shown> shown = new HashMap<>();
    private int last = -1;

    public PlainDisplay(PrintStream out) {
        this.out = out;
    }

    /** What has been printed of one vertex. */
    private static final class Shown {
        final int number;
        final String name;
        final Instant started;
        final StringBuilder partial = new StringBuilder();
        Instant lastOutput;

        Shown(int number, String name, Instant started) {
            this.number = number;
            this.name = name;
            this.started = started;
            this.lastOutput = started;
        }
    }

    @Override
    public synchronized void on(BuildEvent event) {
        switch (event) {
            case BuildEvent.GraphPlanned planned -> {}
            case BuildEvent.VertexStarted started -> {
                Shown vertex = new Shown(shown.size() + 1, started.name(), started.at());
                shown.put(started.vertex(), vertex);
                switchTo(vertex);
            }
            case BuildEvent.VertexLog log -> log(log);
            case BuildEvent.VertexProgress progress -> progress(progress);
            case BuildEvent.VertexWarning warning -> line(warning.vertex(), "WARN: " + warning.text());
            case BuildEvent.VertexCompleted completed -> completed(completed);
            case BuildEvent.VertexFailed failed -> {
                flush(failed.vertex());
                line(failed.vertex(), failed.cancelled() ? "CANCELED" : "ERROR: " + failed.message());
            }
        }
    }

    private void completed(BuildEvent.VertexCompleted completed) {
        flush(completed.vertex());
        Shown vertex = shown.get(completed.vertex());
        if (vertex == null) {
            return;
        }
        String text = switch (completed.outcome()) {
            case CacheOutcome.Hit() -> "CACHED";
            case CacheOutcome.Shared() -> "CACHED (made by another build)";
            case CacheOutcome.Miss miss -> "DONE " + seconds(vertex, completed.at());
            case CacheOutcome.NotCached() -> "DONE " + seconds(vertex, completed.at());
        };
        line(completed.vertex(), text);
        out.println();
        last = -1;
    }

    private void progress(BuildEvent.VertexProgress progress) {
        if (progress.total() > 0 && progress.current() >= progress.total()) {
            line(progress.vertex(), progress.item() + " " + Sizes.of(progress.total()) + " done");
        }
    }

    private void log(BuildEvent.VertexLog log) {
        Shown vertex = shown.get(log.vertex());
        if (vertex == null) {
            return;
        }
        vertex.lastOutput = log.at();
        String text = new String(log.data(), StandardCharsets.UTF_8);
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            vertex.partial.append(text, start, end);
            outputLine(vertex, log.at());
            start = end + 1;
        }
        vertex.partial.append(text, start, text.length());
        if (vertex.partial.length() > LONGEST_LINE) {
            outputLine(vertex, log.at());
        }
    }

    private void outputLine(Shown vertex, Instant at) {
        switchTo(vertex);
        String text = vertex.partial.toString();
        vertex.partial.setLength(0);
        out.printf(
                "#%d %.3f %s%n",
                vertex.number, Duration.between(vertex.started, at).toMillis() / 1000.0, text.stripTrailing());
    }

    private void flush(Digest digest) {
        Shown vertex = shown.get(digest);
        if (vertex != null && !vertex.partial.isEmpty()) {
            outputLine(vertex, vertex.lastOutput);
        }
    }

    private void line(Digest digest, String text) {
        Shown vertex = shown.get(digest);
        if (vertex != null) {
            switchTo(vertex);
            out.println("#" + vertex.number + " " + text);
        }
    }

    private void switchTo(Shown vertex) {
        if (last != vertex.number) {
            if (last != -1) {
                out.println();
            }
            head(vertex);
        }
    }

    private void head(Shown vertex) {
        out.println("#" + vertex.number + " " + vertex.name);
        last = vertex.number;
    }

    private static String seconds(Shown vertex, Instant at) {
        return Seconds.of(Duration.between(vertex.started, at));
    }

    @Override
    public synchronized void close() {
        shown.keySet().forEach(this::flush);
        out.flush();
    }
}
