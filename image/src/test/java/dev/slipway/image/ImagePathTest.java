package dev.slipway.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagePathTest {
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "b", "/", "/", ".", "..", "...", "a.", ".b")
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    @Property
    void anyText_isCleanedAsAStackOfSegmentsWould(@ForAll("texts") String text) {
        Deque<String> kept = new ArrayDeque<>();
        for (String segment : text.split("/")) {
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                kept.addLast(segment);
            }
        }
        ImagePath path = ImagePath.of(text);
        assertThat(path.value()).isEqualTo("/" + String.join("/", kept));
        assertThat(new ImagePath(path.value())).isEqualTo(path);
        assertThat(ImagePath.ROOT.resolve(text)).isEqualTo(path);
        assertThat(ImagePath.of("/x/y").resolve(text).isWithin(ImagePath.of("/x/y")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "/a/", "//a", "/a/./b", "/a/..", "/.", "/..", "a/b"})
    void textThatIsNotClean_isRefused(String text) {
        assertThatThrownBy(() -> new ImagePath(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesOfDots_areNames() {
        assertThat(new ImagePath("/.../.a/b.").segments()).containsExactly("...", ".a", "b.");
        assertThat(new ImagePath("/").segments()).isEmpty();
    }
}
