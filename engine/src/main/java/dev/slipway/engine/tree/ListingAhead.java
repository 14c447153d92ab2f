package dev.slipway.engine.tree;

import dev.slipway.image.ImagePath;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The listings of one walk, of which some are made by helping threads before the walk comes to them. For one walking
 * thread; what it never comes to is dropped with this.
 */
final class ListingAhead {
    /** Directories of one parent that are begun ahead of the walk at once. */
    static final int BATCH = 16;

    /** Entries of listings that nobody has asked for yet: with more of them nothing further is begun. */
    private static final int ENTRIES = 32_768;

    private static final int HELPERS = Math.clamp(Runtime.getRuntime().availableProcessors() - 1L, 1, 3);

    private final FileTree tree;
    private final Map<ImagePath, FutureTask<List<TreeNode>>> begun = new HashMap<>();
    /** The next to be asked for first. */
    private final Deque<FutureTask<List<TreeNode>>> queue = new ConcurrentLinkedDeque<>();

    private final AtomicInteger entries = new AtomicInteger();
    private final AtomicInteger helpers = new AtomicInteger();

    ListingAhead(FileTree tree) {
        this.tree = tree;
    }

    /** Whether it is worth to name directories ahead of the walk. */
    boolean isWorthIt() {
        return tree.listsSlowly();
    }

    /** Begins with directories that the walk will come to before all that were named earlier. */
    void begin(List<ImagePath> directories) {
        for (ImagePath directory : directories.reversed()) {
            FutureTask<List<TreeNode>> task = new FutureTask<>(() -> {
                List<TreeNode> children = tree.children(directory);
                entries.addAndGet(children.size());
                return children;
            });
            begun.put(directory, task);
            queue.addFirst(task);
        }
        if (entries.get() < ENTRIES) {
            for (int i = 0; i < directories.size() && helpers.get() < HELPERS; i++) {
                helpers.incrementAndGet();
                Thread.ofVirtual().name("listing").start(this::help);
            }
        }
    }

    private void help() {
        while (entries.get() < ENTRIES) {
            FutureTask<List<TreeNode>> task = queue.pollFirst();
            if (task == null) {
                break;
            }
            task.run();
        }
        helpers.decrementAndGet();
    }

    /** As {@link FileTree#children}. */
    List<TreeNode> children(ImagePath directory) throws InterruptedException {
        FutureTask<List<TreeNode>> task = begun.remove(directory);
        if (task == null) {
            return tree.children(directory);
        }
        // Does nothing where a helper has begun, and what is to do where none has.
        task.run();
        try {
            List<TreeNode> children = task.get();
            entries.addAndGet(-children.size());
            return children;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException fault -> throw fault;
                case Error fault -> throw fault;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
