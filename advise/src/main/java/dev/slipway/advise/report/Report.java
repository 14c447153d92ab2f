package dev.slipway.advise.report;

import dev.slipway.inspect.report.SizeBox;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a report page shows. A section that is empty is left out of the page.
 *
 * @param title the page's heading, mostly the image's or Dockerfile's name
 * @param subtitle one line under it
 * @param stageGraph an SVG element; trusted text, made by this program
 * @param layers the image's layers, bottom first
 */
public record Report(
        String title,
        String subtitle,
        Optional<Timeline> timeline,
        Optional<String> stageGraph,
        List<SizeBox> layers,
        List<Cause> causes,
        Optional<Ranking> ranking,
        List<Problem> problems) {
    public Report {
        layers = List.copyOf(layers);
        causes = List.copyOf(causes);
        problems = List.copyOf(problems);
    }

    /**
     * When each step of a build ran.
     *
     * @param bars in the order of the build graph
     */
    public record Timeline(String build, Instant started, double seconds, List<Bar> bars) {
        public Timeline {
            bars = List.copyOf(bars);
        }

        /** Of the steps on the critical path. */
        public double criticalSeconds() {
            return bars.stream().filter(Bar::critical).mapToDouble(Bar::seconds).sum();
        }
    }

    /**
     * @param line first Dockerfile line; 0 where it has none
     * @param start seconds after the build's start
     * @param outcome as {@code slipway build record show} words it
     * @param critical whether the build could not have ended earlier without this step being faster
     */
    public record Bar(
            String stage, String name, int line, double start, double seconds, String outcome, boolean critical) {}

    /**
     * Why a step ran again.
     *
     * @param chain from what started it to the step
     */
    public record Cause(String step, int line, List<String> chain) {
        public Cause {
            chain = List.copyOf(chain);
        }
    }

    /**
     * What the commits of a git history would have cost.
     *
     * @param steps dearest first
     * @param moves what would save most, best first
     */
    public record Ranking(int commits, double minutesPerCommit, List<Ranked> steps, List<Move> moves) {
        public Ranking {
            steps = List.copyOf(steps);
            moves = List.copyOf(moves);
        }
    }

    /** @param reruns of how many commits the step would have run again */
    public record Ranked(String step, int line, int reruns, double seconds) {}

    /** @param savedMinutes a commit, predicted */
    public record Move(String text, double savedMinutes) {}

    /** @param severity {@code error}, {@code warning}, {@code info} or {@code style} */
    public record Problem(String severity, String rule, int line, String message, String fix) {}
}
