package dev.slipway.advise.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a history cost, step by step, and what would have cost less.
 *
 * @param commits oldest first
 * @param steps dearest first; of the newest Dockerfile
 * @param moves the best three, best first
 * @param unknownSteps places of steps that ran and whose duration is not known; they count as nothing
 * @param notes short or shallow history, commits that could not be planned
 */
public record ReplayReport(
        List<CommitCost> commits,
        List<StepCost> steps,
        List<Saving> moves,
        List<String> unknownSteps,
        List<String> notes) {
    public ReplayReport {
        commits = List.copyOf(commits);
        steps = List.copyOf(steps);
        moves = List.copyOf(moves);
        unknownSteps = List.copyOf(unknownSteps);
        notes = List.copyOf(notes);
    }

    /**
     * @param reruns places of the steps that ran
     * @param work of all of them together
     * @param elapsed along the longest chain, with stages side by side
     * @param bytes uncompressed, of their layers, as far as recorded
     */
    public record CommitCost(
            String id, String subject, Instant time, List<String> reruns, Duration work, Duration elapsed, long bytes) {
        public CommitCost {
            reruns = List.copyOf(reruns);
        }
    }

    /**
     * @param runs in how many commits it ran
     * @param duration of one run; zero when it is not known
     * @param perCommit duration times frequency
     */
    public record StepCost(
            String place, String name, int line, int runs, Duration duration, Duration perCommit, long bytes) {}

    /**
     * A move and what playing it through the same commits gave.
     *
     * @param kind {@code move-below}, {@code split-copy}, {@code own-stage} or {@code ignore}
     * @param line of the Dockerfile; 0 for the ignore file
     * @param condition what must hold, which words alone do not tell
     * @param elapsed saved a commit, along the longest chain
     * @param work saved a commit, of all steps together
     */
    public record Saving(String kind, int line, String text, String condition, Duration elapsed, Duration work) {}

    /** Mean of the times elapsed. */
    public Duration elapsedPerCommit() {
        return mean(
                commits.stream().mapToLong(commit -> commit.elapsed().toNanos()).sum());
    }

    /** Mean of the work. */
    public Duration workPerCommit() {
        return mean(
                commits.stream().mapToLong(commit -> commit.work().toNanos()).sum());
    }

    public long bytesPerCommit() {
        return commits.stream().mapToLong(CommitCost::bytes).sum() / Math.max(1, commits.size());
    }

    private Duration mean(long nanos) {
        return Duration.ofNanos(nanos / Math.max(1, commits.size()));
    }
}
