package dev.slipway.engine.source.debootstrap;

import dev.slipway.engine.step.SourceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs mmdebstrap, as root or as root of a user namespace, in a mount namespace of its own: whatever ends it, none of
 * its mounts stays where its directory is removed.
 *
 * @param environment PATH and proxies
 * @param work for the root file system while it is made
 */
record Mmdebstrap(Map<String, String> environment, Path work) {
    /** Services do not start while packages are set up, here or in a build step, as in Docker's Debian images. */
    private static final String NO_SERVICES = script(
            "printf '#!/bin/sh\\nexit 101\\n' > \"$1/usr/sbin/policy-rc.d\"", "chmod 755 \"$1/usr/sbin/policy-rc.d\"");

    /**
     * Downloaded packages and translations do not pile up in layers. Dockerfiles know the name docker-clean and remove
     * it where they mount a cache.
     */
    private static final String SMALL_LAYERS = script(
            "set -e",
            "[ -x \"$1/usr/bin/apt-get\" ] || exit 0",
            "conf=\"$1/etc/apt/apt.conf.d\"",
            "archives=/var/cache/apt/archives",
            "clean=\"rm -f $archives/*.deb $archives/partial/*.deb /var/cache/apt/*.bin || true\"",
            "echo \"DPkg::Post-Invoke { \\\"$clean\\\"; };\" > \"$conf/docker-clean\"",
            "echo 'Dir::Cache::pkgcache \"\"; Dir::Cache::srcpkgcache \"\";' >> \"$conf/docker-clean\"",
            "echo 'Acquire::Languages \"none\";' > \"$conf/docker-no-languages\"",
            "echo force-unsafe-io > \"$1/etc/dpkg/dpkg.cfg.d/docker-apt-speedup\"",
            "chmod 644 \"$conf\"/docker-* \"$1/etc/dpkg/dpkg.cfg.d/docker-apt-speedup\"");

    /** One line: mmdebstrap warns of hooks with line ends. */
    private static String script(String... commands) {
        return String.join("; ", commands);
    }

    /**
     * @param sources {@code deb …} lines
     * @param settings apt configuration lines for the time of the run
     */
    record Job(DebianRequest request, List<String> sources, List<String> settings, Instant epoch) {}

    /** @param reader takes the root file system as a tar */
    <T> T run(Job job, Program.Reader<T> reader, Program.Messages messages) throws InterruptedException {
        require("mmdebstrap");
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("SOURCE_DATE_EPOCH", Long.toString(job.epoch().getEpochSecond()));
        variables.put("TMPDIR", work.toString());
        variables.put("LC_ALL", "C.UTF-8");
        Program.Ended<T> ended = new Program(command(job), variables).run(reader, messages);
        if (ended.exitCode() != 0) {
            String said = ended.lastLines().stream()
                    .filter(line -> line.startsWith("E:"))
                    .findFirst()
                    .orElseGet(() ->
                            ended.lastLines().isEmpty() ? "" : ended.lastLines().getLast());
            throw new SourceException(
                    SourceException.Code.TOOL_ENDED,
                    "cannot make a base image of suite \"" + job.request().suite() + "\": mmdebstrap exited with "
                            + ended.exitCode() + " (expected: 0): " + said,
                    "read its output above; package names and the suite must be the archive's");
        }
        return ended.output();
    }

    private static List<String> command(Job job) {
        List<String> line = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private", "mmdebstrap"));
        line.addAll(List.of(
                "--mode=root",
                "--format=tar",
                "--variant=" + job.request().variant(),
                "--architectures=" + job.request().architecture(),
                "--skip=output/dev,chroot/policy-rc.d,check/empty"));
        if (!job.request().include().isEmpty()) {
            line.add("--include=" + String.join(",", job.request().include()));
        }
        line.add("--aptopt=APT::Sandbox::User \"root\"");
        job.settings().forEach(setting -> line.add("--aptopt=" + setting));
        line.add("--extract-hook=" + NO_SERVICES);
        line.add("--customize-hook=" + SMALL_LAYERS);
        line.addAll(List.of(job.request().suite(), "-"));
        line.addAll(job.sources());
        return line;
    }

    private void require(String program) {
        for (String directory :
                environment.getOrDefault("PATH", "/usr/bin:/bin").split(":")) {
            if (Files.isExecutable(Path.of(directory.isEmpty() ? "." : directory, program))) {
                return;
            }
        }
        throw new SourceException(
                SourceException.Code.MISSING_TOOL,
                "cannot make a base image from packages: no program \"" + program + "\" (expected: one on PATH)",
                "install the package " + program);
    }
}
