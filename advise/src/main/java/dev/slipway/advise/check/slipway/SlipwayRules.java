package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.Rule;
import java.util.List;

/** Slipway's own rules. */
public final class SlipwayRules {
    private static final List<Rule> ALL = List.of(
            new SourceBeforeDependencies(),
            new MissingToolchain(),
            new ToolchainInstalledTooLate(),
            new ManifestNotCopied(),
            new RustupDefaultProfile(),
            new DownloadOverwrittenByInstall(),
            new ExpensiveStepAfterSource(),
            new IndependentSteps(),
            new MissingCacheMount(),
            new UnsafeCacheSharing(),
            new PackageInstalledTwice(),
            new DevToolsInRuntime(),
            new RepeatedDerivation(),
            new StageRepeatedElsewhere(),
            new MovingBaseTag(),
            new DownloadWithoutChecksum(),
            new RootUser(),
            new VcsOrBytecodeCopied(),
            new HugeFileCopied());

    private SlipwayRules() {}

    /** In the order of the documentation: what costs most first. */
    public static List<Rule> all() {
        return ALL;
    }
}
