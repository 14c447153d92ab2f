package dev.slipway.advise.replay;

import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * JGit that only reads: it measures nothing of this machine's clocks, which it would do with files of its own in the
 * repository, and writes nothing to the user's home. The user's git settings count, because they say what is ignored.
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

        /** The coarsest clock that JGit reckons with, so that it has no need to measure. */
        @Override
        public long getTimeUnit(String section, String subsection, String name, long absent, TimeUnit unit) {
            return section.equals(ConfigConstants.CONFIG_FILESYSTEM_SECTION)
                    ? unit.convert(2, TimeUnit.SECONDS)
                    : super.getTimeUnit(section, subsection, name, absent, unit);
        }

        @Override
        public void save() {
            // Nothing is kept.
        }
    }
}
