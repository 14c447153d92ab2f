package dev.slipway.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageIndexTest {
    private static Descriptor entry(String platform) {
        return Descriptor.of(MediaType.OCI_MANIFEST, Digest.of(platform.getBytes()), 1)
                .withPlatform(Platform.parse(platform));
    }

    private static ImageIndex of(String... platforms) {
        return ImageIndex.oci(Stream.of(platforms).map(ImageIndexTest::entry).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64, linux/amd64",
        "linux/arm64, linux/arm64",
        "linux/arm64/v8, linux/arm64",
        "linux/arm/v7, linux/arm/v7",
        "linux/arm/v6, linux/arm/v5",
        "linux/amd64/v3, linux/amd64/v2",
        "linux/s390x, ",
        "windows/amd64, "
    })
    void bestFor_prefersTheNearestThatRuns(String wanted, String expected) {
        ImageIndex index = of("linux/arm/v5", "linux/arm/v7", "linux/amd64", "linux/amd64/v2", "linux/arm64");
        Optional<String> found = index.bestFor(Platform.parse(wanted))
                .flatMap(Descriptor::platform)
                .map(Platform::toString);
        assertThat(found).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void attestations_areNeverChosen() {
        Descriptor image = Descriptor.of(MediaType.OCI_MANIFEST, Digest.of(new byte[1]), 1);
        Descriptor attestation = new Descriptor(
                MediaType.OCI_MANIFEST,
                Digest.of(new byte[2]),
                1,
                Optional.of(Platform.parse("linux/amd64")),
                Map.of("vnd.docker.reference.type", "attestation-manifest"));
        assertThat(ImageIndex.oci(List.of(attestation, image)).bestFor(Platform.parse("linux/amd64")))
                .contains(image);
    }
}
