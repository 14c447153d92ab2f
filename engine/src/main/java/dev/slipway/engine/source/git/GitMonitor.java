package dev.slipway.engine.source.git;

import dev.slipway.engine.source.progress.Progress;
import dev.slipway.image.Digest;
import dev.slipway.plan.progress.BuildListener;
import java.time.Clock;
import org.eclipse.jgit.lib.ProgressMonitor;

/** JGit's tasks as progress of a vertex; ends them when the thread is interrupted. */
final class GitMonitor implements ProgressMonitor {
    private final Digest vertex;
    private final BuildListener listener;
    private final Clock clock;
    private Progress task;
    private long done;
    private long total;

    GitMonitor(Digest vertex, BuildListener listener, Clock clock) {
        this.vertex = vertex;
        this.listener = listener;
        this.clock = clock;
        this.task = new Progress("git", vertex, listener, clock);
    }

    @Override
    public void start(int totalTasks) {}

    @Override
    public void beginTask(String title, int totalWork) {
        task = new Progress("git: " + title.toLowerCase(java.util.Locale.ROOT), vertex, listener, clock);
        done = 0;
        total = Math.max(totalWork, 0);
    }

    @Override
    public void update(int completed) {
        done += completed;
    }

    @Override
    public void endTask() {
        if (done > 0) {
            task.at(done, Math.max(total, done));
        }
    }

    @Override
    public boolean isCancelled() {
        return Thread.currentThread().isInterrupted();
    }

    @Override
    public void showDuration(boolean enabled) {}
}
