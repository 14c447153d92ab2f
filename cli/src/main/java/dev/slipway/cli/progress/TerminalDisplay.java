package dev.slipway.cli.progress;

import dev.slipway.cli.Style;
import dev.slipway.cli.Terminal;
import dev.slipway.cli.progress.BuildState.Phase;
import dev.slipway.cli.progress.BuildState.VertexState;
import dev.slipway.plan.progress.BuildEvent;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The display of a terminal, as people know it from BuildKit: ended steps scroll away above, a window below shows
 * running steps with their times and last lines, grouped by stage.
 *
 * <p>Draws at most ten times a second from one thread of its own; the rest of the build never waits for the terminal.
 */
public final class TerminalDisplay implements ProgressDisplay {
    private static final Duration FRAME = Duration.ofMillis(100);
    private static final int LINES_A_STEP = 4;

    private final PrintStream out;
    private final Supplier<Terminal> terminal;
    private final Clock clock;
    private final BuildState state = new BuildState();
    private final List<VertexState> printed = new ArrayList<>();
    private final Thread painter;
    private int windowRows;
    private boolean closed;

    public TerminalDisplay(PrintStream out, Supplier<Terminal> terminal, Clock clock) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
        this.painter = Thread.ofPlatform().daemon().name("progress").start(this::paint);
    }

    @Override
    public synchronized void on(BuildEvent event) {
        state.apply(event);
    }

    private void paint() {
        try {
            while (true) {
                Thread.sleep(FRAME);
                synchronized (this) {
                    if (closed) {
                        return;
                    }
                    draw(false);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void draw(boolean last) {
        Terminal screen = terminal.get();
        Instant now = clock.instant();
        StringBuilder frame = new StringBuilder();
        if (windowRows > 0) {
            frame.append("\u001b[").append(windowRows).append("A\r\u001b[J");
        }
        for (VertexState ended : state.in(Phase.DONE, Phase.CACHED, Phase.FAILED, Phase.CANCELLED)) {
            if (!printed.contains(ended)) {
                printed.add(ended);
                frame.append(endedLine(ended, screen)).append('\n');
                if (ended.phase == Phase.FAILED) {
                    ended.lines.forEach(
                            line -> frame.append(detail(line, screen)).append('\n'));
                }
            }
        }
        List<String> window = last ? List.of(header(now, screen)) : window(now, screen);
        window.forEach(line -> frame.append(line).append('\n'));
        windowRows = last ? 0 : window.size();
        out.print(frame);
        out.flush();
    }

    private List<String> window(Instant now, Terminal screen) {
        List<String> lines = new ArrayList<>();
        lines.add(header(now, screen));
        List<VertexState> running = state.in(Phase.RUNNING);
        int room = Math.max(3, screen.rows() - 2);
        int linesAStep = running.isEmpty() ? 0 : Math.clamp(room / running.size() - 1, 0, LINES_A_STEP);
        for (VertexState vertex : running) {
            if (lines.size() >= room) {
                lines.add(Style.DIM.on(screen.colour(), " … and more"));
                break;
            }
            lines.add(stepLine("=> " + vertex.name, seconds(vertex.started, now), screen, Style.CYAN));
            details(vertex, linesAStep).forEach(line -> lines.add(detail(line, screen)));
        }
        return lines.subList(0, Math.min(lines.size(), room));
    }

    private static List<String> details(VertexState vertex, int most) {
        List<String> lines = new ArrayList<>();
        for (BuildEvent.VertexProgress item : vertex.items.values()) {
            if (item.total() == 0 || item.current() < item.total()) {
                lines.add(item.item() + " " + Sizes.of(item.current())
                        + (item.total() > 0 ? " / " + Sizes.of(item.total()) : ""));
            }
        }
        lines.addAll(vertex.lines);
        if (!vertex.partial.isEmpty()) {
            lines.add(vertex.partial.toString());
        }
        return lines.subList(Math.max(0, lines.size() - most), lines.size());
    }

    private String header(Instant now, Terminal screen) {
        String text =
                "[+] Building %s (%d/%d)".formatted(seconds(state.started(now), now), state.ended(), state.total());
        return Style.BOLD.on(screen.colour(), text);
    }

    private static String endedLine(VertexState vertex, Terminal screen) {
        return switch (vertex.phase) {
            case CACHED -> stepLine("=> CACHED " + vertex.name, "", screen, Style.DIM);
            case FAILED ->
                stepLine("=> ERROR " + vertex.name, seconds(vertex.started, vertex.ended), screen, Style.RED);
            case CANCELLED ->
                stepLine("=> CANCELED " + vertex.name, seconds(vertex.started, vertex.ended), screen, Style.YELLOW);
            case RUNNING, DONE ->
                stepLine("=> " + vertex.name, seconds(vertex.started, vertex.ended), screen, Style.BLUE);
        };
    }

    private static String detail(String line, Terminal screen) {
        return Style.DIM.on(screen.colour(), cut(" => => # " + line.replace('\t', ' '), screen.columns()));
    }

    private static String stepLine(String text, String right, Terminal screen, Style style) {
        int width = Math.max(20, screen.columns()) - right.length() - 2;
        String left = cut(" " + text.replace('\n', ' '), width);
        if (right.isEmpty()) {
            return style.on(screen.colour(), left);
        }
        return style.on(screen.colour(), left) + " ".repeat(Math.max(1, width - left.length() + 1)) + right;
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(1, width - 1)) + "…";
    }

    private static String seconds(Instant from, Instant to) {
        return Seconds.of(Duration.between(from, to));
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            draw(true);
        }
        painter.interrupt();
    }
}
