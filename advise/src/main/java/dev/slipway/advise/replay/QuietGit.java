package dev.slipway.advise.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final Nowhere NOWHERE = new Nowhere();
    private static boolean installed;

    private QuietGit(SystemReader machine) {
        super(machine);
    }

    /**
     * Idempotent; before any other use of JGit.
     *
     * @param directory of the repository that will be read
     */
    static synchronized void install(Path directory) throws IOException {
        if (!installed) {
            SystemReader.setInstance(new QuietGit(SystemReader.getInstance()));
            FS.FileStoreAttributes.setBackground(true);
            installed = true;
        }
        // What JGit would keep of its measurements, under its key; the coarsest clock that it reckons with.
        String key = System.getProperty("java.vendor") + "|" + System.getProperty("java.version") + "|"
                + Files.getFileStore(directory).name();
        NOWHERE.setString(ConfigConstants.CONFIG_FILESYSTEM_SECTION, key, "timestampResolution", "2 seconds");
        NOWHERE.setString(ConfigConstants.CONFIG_FILESYSTEM_SECTION, key, "minRacyThreshold", "0 seconds");
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return NOWHERE;
    }

    private static final class Nowhere extends FileBasedConfig {
        Nowhere() {
            super(null, null, FS.DETECTED);
        }

        @Override
        public void load() {
            // It holds what it was told.
        }

        @Override
        public boolean isOutdated() {
            return false;
        }

        @Override
        public void save() {
            // Nothing is kept.
        }
    }
}
