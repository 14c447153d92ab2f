package dev.slipway.engine.tree;

import dev.slipway.image.ImagePath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The listings of one walk, of which some are made on other threads before the walk comes to them. For one walking
 * thread; what it never comes to is dropped with this.
 */
final class ListingAhead {
    /** Listings begun and not yet asked for, at most. */
    private static final int AHEAD = 8;

    private final FileTree tree;
    private final boolean slow;
    private final Map<ImagePath, FutureTask<List<TreeNode>>> begun = new HashMap<>();

    ListingAhead(FileTree tree) {
        this.tree = tree;
        this.slow = tree.listsSlowly();
    }

    /** Whether it is worth to name directories that the walk will come to. */
    boolean hasRoom() {
        return slow && begun.size() < AHEAD;
    }

    /** Begins with a directory that the walk will come to. */
    void begin(ImagePath directory) {
        FutureTask<List<TreeNode>> task = new FutureTask<>(() -> tree.children(directory));
        if (begun.putIfAbsent(directory, task) == null) {
            Thread.ofVirtual().name("listing").start(task);
        }
    }

    /** As {@link FileTree#children}. */
    List<TreeNode> children(ImagePath directory) throws InterruptedException {
        FutureTask<List<TreeNode>> task = begun.remove(directory);
        if (task == null) {
            return tree.children(directory);
        }
        // Does nothing where another thread has begun, and what is to do where none has yet.
        task.run();
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException fault -> throw fault;
                case Error fault -> throw fault;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
