package dev.slipway.engine.source.debootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AptSourceFilesTest {
    private static final Optional<String> KEYS = Optional.of("/usr/share/keyrings/keys.gpg");
    private static final Distribution BOOKWORM = new Distribution(Set.of("debian"), "bookworm");

    @Test
    void stanzas_giveOneSourceForEachAddressAndSuite() {
        assertThat(AptSourceFiles.stanzas("""
                        Types: deb deb-src
                        # a comment
                        URIs: http://one.example/debian http://two.example/debian
                        Suites: bookworm bookworm-updates
                        Components: main contrib
                        Signed-By: /usr/share/keyrings/keys.gpg

                        Types: deb
                        Enabled: no
                        URIs: http://off.example
                        Suites: bookworm
                        Components: main

                        Types: deb
                        URIs: http://inline.example
                        Suites: bookworm
                        Components: main
                        Signed-By:
                         -----BEGIN PGP PUBLIC KEY BLOCK-----
                        """.lines().toList()))
                .containsExactly(
                        new AptSource("http://one.example/debian", "bookworm", List.of("main", "contrib"), KEYS),
                        new AptSource(
                                "http://one.example/debian", "bookworm-updates", List.of("main", "contrib"), KEYS),
                        new AptSource("http://two.example/debian", "bookworm", List.of("main", "contrib"), KEYS),
                        new AptSource(
                                "http://two.example/debian", "bookworm-updates", List.of("main", "contrib"), KEYS),
                        new AptSource("http://inline.example", "bookworm", List.of("main"), Optional.empty()));
    }

    @Test
    void lines_haveOptionsAndComments() {
        assertThat(AptSourceFiles.oneLine(List.of(
                        "# deb http://no.example x main",
                        "deb-src http://no.example x main",
                        "deb [arch=amd64 signed-by=/usr/share/keyrings/keys.gpg] http://a.example bookworm main # why",
                        "deb http://flat.example ./",
                        "deb cdrom:[x]/ bookworm main",
                        "deb\thttp://b.example sid main contrib")))
                .containsExactly(
                        new AptSource("http://a.example", "bookworm", List.of("main"), KEYS),
                        new AptSource("http://b.example", "sid", List.of("main", "contrib"), Optional.empty()));
    }

    @Test
    void directory_isReadInAptsOrder(@TempDir Path apt) throws Exception {
        Files.writeString(apt.resolve("sources.list"), "deb http://first.example bookworm main\n");
        Path parts = Files.createDirectory(apt.resolve("sources.list.d"));
        Files.writeString(parts.resolve("b.list"), "deb http://third.example bookworm main\n");
        Files.writeString(
                parts.resolve("a.sources"), "Types: deb\nURIs: http://second.example\nSuites: x\nComponents: main\n");
        Files.writeString(parts.resolve("c.list.save"), "deb http://never.example bookworm main\n");
        assertThat(AptSourceFiles.read(apt))
                .extracting(AptSource::uri)
                .containsExactly("http://first.example", "http://second.example", "http://third.example");
    }

    private static AptSource source(String host, String suite) {
        return new AptSource("http://" + host, suite, List.of("main"), Optional.empty());
    }

    @Test
    void otherSuite_takesReleaseUpdatesAndSecurityOfTheMachinesArchives() {
        List<AptSource> machine = List.of(
                source("archive", "bookworm"),
                source("archive", "bookworm-updates"),
                source("third-party", "nodistro"),
                source("archive", "bookworm-backports"),
                source("security", "bookworm-security"));
        assertThat(BOOKWORM.turned(machine, "trixie"))
                .containsExactly(
                        source("archive", "trixie"),
                        source("archive", "trixie-updates"),
                        source("security", "trixie-security"));
        assertThat(BOOKWORM.turned(machine, "sid")).containsExactly(source("archive", "sid"));
    }

    @Test
    void origin_tellsTheDistributionsArchivesFromOthers() {
        assertThat(BOOKWORM.owns("Debian")).isTrue();
        assertThat(BOOKWORM.owns("Docker")).isFalse();
    }

    @Test
    void release_isNamedByItsBytes() {
        ReleaseFile release = ReleaseFile.parse("""
                -----BEGIN PGP SIGNED MESSAGE-----
                Origin: Debian
                Suite: stable
                Date: Sat, 12 Sep 2026 07:55:41 UTC
                """.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(release.origin()).isEqualTo("Debian");
        assertThat(release.date()).contains(java.time.Instant.parse("2026-09-12T07:55:41Z"));
    }
}
