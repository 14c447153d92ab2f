package dev.slipway.engine.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.ImageReference;
import dev.slipway.image.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LayoutEntriesTest {
    private static ImageDocuments image(int content) {
        Descriptor root = Descriptor.of(MediaType.OCI_MANIFEST, Digest.of(new byte[] {(byte) content}), 1);
        return new ImageDocuments(
                root, Optional.empty(), List.of(), List.of(), List.of(), List.of(), Optional.of(Instant.EPOCH));
    }

    private static List<ImageReference> names(String... names) {
        return java.util.Arrays.stream(names).map(ImageReference::parse).toList();
    }

    @Test
    void name_isWrittenWholeAndAsTag() {
        assertThat(LayoutEntries.of(image(1), names("app:v2")).getFirst().annotations())
                .isEqualTo(Map.of(
                        "io.containerd.image.name", "docker.io/library/app:v2",
                        "org.opencontainers.image.ref.name", "v2",
                        "org.opencontainers.image.created", "1970-01-01T00:00:00Z"));
    }

    @Test
    void sameName_isReplacedAndOthersStay() {
        ImageIndex before = ImageIndex.oci(LayoutEntries.of(image(1), names("app:v1", "app:v2")));

        ImageIndex after = LayoutEntries.merged(before, LayoutEntries.of(image(2), names("app:v1")));

        assertThat(after.manifests().stream().map(Descriptor::digest))
                .containsExactly(image(1).root().digest(), image(2).root().digest());
        assertThat(after.manifests().getFirst().annotations()).containsValue("v2");
    }

    @Test
    void unnamedImage_replacesTheUnnamedOne() {
        ImageIndex before = ImageIndex.oci(LayoutEntries.of(image(1), List.of()));

        ImageIndex after = LayoutEntries.merged(before, LayoutEntries.of(image(2), List.of()));

        assertThat(after.manifests())
                .singleElement()
                .extracting(Descriptor::digest)
                .isEqualTo(image(2).root().digest());
    }
}
