package dev.slipway.advise.replay;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * JGit that only reads: it neither writes what it measured of this machine's clocks to the user's home, nor waits for
 * such measurements. The user's git settings count, because they say what is ignored.
 */
final class QuietGit extends SystemReader.Delegate {
    private static boolean installed;

    private QuietGit(SystemReader machine) {
        super(machine);
    }

    /** Idempotent; before any other use of JGit. */
    static synchronized void install() {
        if (!installed) {
            SystemReader.setInstance(new QuietGit(SystemReader.getInstance()));
            FS.FileStoreAttributes.setBackground(true);
            installed = true;
        }
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new Nowhere(parent, fs);
    }

    private static final class Nowhere extends FileBasedConfig {
        Nowhere(Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {
            clear();
        }

        @Override
        public boolean isOutdated() {
            return false;
        }

        @Override
        public void save() {
            // measured again next time
        }
    }
}
