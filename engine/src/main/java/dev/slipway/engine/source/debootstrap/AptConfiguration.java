package dev.slipway.engine.source.debootstrap;

import dev.slipway.engine.step.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which archives a request's packages come from: the machine's own, turned to the wanted suite, or the mirror that the
 * request names.
 *
 * @param root {@code /}, another directory in tests
 */
record AptConfiguration(Path root) {
    static AptConfiguration of(Path root) {
        return new AptConfiguration(root);
    }

    /** Sources that exist, with their state, the release itself first. */
    Map<AptSource, ReleaseFile> releases(DebianRequest request, AptArchive archive) throws InterruptedException {
        try {
            Distribution distribution = Distribution.read(root.resolve("etc/os-release"));
            Map<AptSource, ReleaseFile> found = new LinkedHashMap<>();
            for (AptSource source : candidates(request, distribution)) {
                Optional<ReleaseFile> release = archive.release(source);
                boolean foreign = request.mirror().isEmpty()
                        && release.isPresent()
                        && !distribution.owns(release.get().origin());
                if (release.isPresent() && !foreign) {
                    found.put(source, release.get());
                }
            }
            if (found.keySet().stream().noneMatch(source -> source.suite().equals(request.suite()))) {
                throw notThere(request);
            }
            return found;
        } catch (IOException e) {
            throw SourceException.io("read the machine's apt sources", e);
        }
    }

    private List<AptSource> candidates(DebianRequest request, Distribution distribution) throws IOException {
        List<AptSource> found = new ArrayList<>();
        if (request.mirror().isPresent()) {
            List<String> components = request.components().isEmpty() ? List.of("main") : request.components();
            found.add(new AptSource(request.mirror().get(), request.suite(), components, keyring(request)));
            return found;
        }
        List<AptSource> machine = AptSourceFiles.read(root.resolve("etc/apt"));
        for (AptSource source : distribution.turned(machine, request.suite())) {
            AptSource chosen = source.withComponents(request.components());
            boolean signed = chosen.signedBy().isPresent() && request.keyring().isEmpty();
            found.add(
                    signed
                            ? chosen
                            : new AptSource(chosen.uri(), chosen.suite(), chosen.components(), keyring(request)));
        }
        if (found.isEmpty()) {
            throw new SourceException(
                    SourceException.Code.NOT_FOUND,
                    "cannot make a base image of suite \"" + request.suite()
                            + "\": this machine's apt has no source of its own distribution (expected: one in "
                            + "/etc/apt/sources.list or sources.list.d)",
                    "name an archive: debootstrap://" + request.suite() + "?mirror=…&keyring=…");
        }
        return found;
    }

    /** The distribution's keys where its source does not name them; without any, apt's trusted ones decide. */
    private Optional<String> keyring(DebianRequest request) {
        if (request.keyring().isPresent()) {
            return request.keyring();
        }
        return List.of("debian-archive-keyring.gpg", "ubuntu-archive-keyring.gpg").stream()
                .map(name -> "/usr/share/keyrings/" + name)
                .filter(path -> Files.isReadable(root.resolve(path.substring(1))))
                .findFirst();
    }

    private static SourceException notThere(DebianRequest request) {
        return new SourceException(
                SourceException.Code.NOT_FOUND,
                "cannot make a base image: the package archive has no suite \"" + request.suite()
                        + "\" (expected: a release's code name such as trixie or sid)",
                "check the suite's name, or name another archive with mirror=");
    }
}
