package dev.slipway.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every keeper of image names keeps to. */
public abstract class ImageNamesContract {
    protected abstract ImageNames names();

    private static ImageNames.NamedImage image(String name, Descriptor target) {
        return new ImageNames.NamedImage(ImageReference.parse(name), target, Instant.ofEpochSecond(1_700_000_000, 42));
    }

    private static Descriptor target(int seed) {
        return Descriptor.of(MediaType.OCI_MANIFEST, Digest.of(new byte[] {(byte) seed}), 1234);
    }

    @Test
    void image_isGivenBackWithAllOfItsDescriptor() {
        Descriptor target = new Descriptor(
                MediaType.OCI_INDEX,
                Digest.of(new byte[] {7}),
                99,
                Optional.of(Platform.parse("linux/arm64/v8")),
                Map.of("a=b", "line\nbreak \\ and = sign", "empty", ""));
        names().put(image("localhost:5000/app:v1", target));

        assertThat(names().find(ImageReference.parse("localhost:5000/app:v1")))
                .contains(image("localhost:5000/app:v1", target));
    }

    @Test
    void name_isReplaced() {
        names().put(image("app:v1", target(1)));
        names().put(image("app:v1", target(2)));

        assertThat(names().list()).containsExactly(image("app:v1", target(2)));
    }

    @Test
    void list_isSortedByName() {
        names().put(image("b:2", target(1)));
        names().put(image("a:1", target(1)));
        names().put(image("b:1", target(1)));

        assertThat(names().list()).extracting(i -> i.name().familiar()).containsExactly("a:1", "b:1", "b:2");
    }

    @Test
    void removedName_isGone() {
        names().put(image("app:v1", target(1)));

        assertThat(names().remove(ImageReference.parse("app:v1"))).isTrue();
        assertThat(names().remove(ImageReference.parse("app:v1"))).isFalse();
        assertThat(names().find(ImageReference.parse("app:v1"))).isEmpty();
    }
}
