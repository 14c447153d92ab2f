package dev.slipway.engine.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.engine.export.Annotations.Place;
import dev.slipway.image.Platform;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnotationsTest {
    private static final Platform AMD64 = Platform.parse("linux/amd64");
    private static final Platform ARM64 = Platform.parse("linux/arm64");

    @Test
    void keyWithoutType_isOfTheManifest() {
        Annotations annotations = new Annotations(Map.of("org.example.a", "1"));

        assertThat(annotations.of(Place.MANIFEST, AMD64)).isEqualTo(Map.of("org.example.a", "1"));
        assertThat(annotations.of(Place.MANIFEST_DESCRIPTOR, AMD64)).isEmpty();
        assertThat(annotations.of(Place.INDEX)).isEmpty();
    }

    @Test
    void severalTypes_putItOnEach() {
        Annotations annotations = new Annotations(Map.of("index,manifest-descriptor:a", "1"));

        assertThat(annotations.of(Place.INDEX)).isEqualTo(Map.of("a", "1"));
        assertThat(annotations.of(Place.MANIFEST_DESCRIPTOR, ARM64)).isEqualTo(Map.of("a", "1"));
        assertThat(annotations.of(Place.MANIFEST, ARM64)).isEmpty();
    }

    @Test
    void platform_limitsIt() {
        Annotations annotations = new Annotations(Map.of("manifest[linux/arm64]:a", "1"));

        assertThat(annotations.of(Place.MANIFEST, ARM64)).isEqualTo(Map.of("a", "1"));
        assertThat(annotations.of(Place.MANIFEST, AMD64)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"manifets:a", "manifest[linux/amd64:a", ":a", "manifest,:a"})
    void unknownType_isRefused(String key) {
        Map<String, String> requested = Map.of(key, "1");

        assertThatThrownBy(() -> new Annotations(requested))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("\"" + key + "\"");
    }

    @Test
    void indexAnnotation_needsAnIndex() {
        Annotations annotations = new Annotations(Map.of("index:a", "1"));

        assertThatThrownBy(() -> annotations.requireIndex(false)).isInstanceOf(ExportException.class);
        assertThatCode(() -> annotations.requireIndex(true)).doesNotThrowAnyException();
    }
}
