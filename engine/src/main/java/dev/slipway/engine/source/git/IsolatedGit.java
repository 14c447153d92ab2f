package dev.slipway.engine.source.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * JGit without this machine's git settings: no user or system configuration, so that line ends, filters and hooks of
 * the builder's user do not change what a build sees.
 */
final class IsolatedGit extends SystemReader.Delegate {
    private static boolean installed;

    private IsolatedGit(SystemReader machine) {
        super(machine);
    }

    /** Idempotent; before any other use of JGit. */
    static synchronized void install() {
        if (!installed) {
            SystemReader.setInstance(new IsolatedGit(SystemReader.getInstance()));
            FS.FileStoreAttributes.setBackground(true);
            installed = true;
        }
    }

    @Override
    public String getenv(String variable) {
        return variable.startsWith("GIT_") ? null : super.getenv(variable);
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new NoConfig(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new NoConfig(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new NoConfig(parent, fs);
    }

    /** Empty, and stays so. */
    private static final class NoConfig extends FileBasedConfig {
        NoConfig(Config parent, FS fs) {
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
            // Nothing of one build is kept for the next.
        }
    }
}
