package dev.slipway.plan.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.request.ContextSpec.ImageOrigin;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContextSpecTest {
    private static final Path HERE = Path.of("/here");
    private static final String SUM = "sha256:" + "0".repeat(64);

    private static ContextSpec parse(String text) {
        return ContextSpec.parse(text, HERE);
    }

    private static ImageOrigin image(String text) {
        return ((ContextSpec.Image) parse(text)).origin();
    }

    @Test
    void plainTexts_areDirectories() {
        assertThat(parse(".")).isEqualTo(new ContextSpec.Directory(HERE));
        assertThat(parse("../x")).isEqualTo(new ContextSpec.Directory(Path.of("/x")));
        assertThat(parse("/a/b")).isEqualTo(new ContextSpec.Directory(Path.of("/a/b")));
    }

    @Test
    void addresses_areGitOrDownloads() {
        assertThat(parse("https://h/x.tar.gz")).isEqualTo(new ContextSpec.Http("https://h/x.tar.gz"));
        assertThat(parse("https://h/r.git#v:d")).isInstanceOf(ContextSpec.Git.class);
        assertThat(parse("git@h:r")).isInstanceOf(ContextSpec.Git.class);
        assertThat(((ContextSpec.Git) parse("github.com/o/r#main")).location().remote())
                .isEqualTo("https://github.com/o/r");
    }

    @Test
    void images_haveTheirOrigins() {
        assertThat(image("docker-image://debian:trixie"))
                .isEqualTo(new ImageOrigin.Registry(ImageReference.parse("debian:trixie")));
        assertThat(image("oci-layout://dir")).isEqualTo(layout("/here/dir", "", ""));
        assertThat(image("oci-layout:///a/dir:tag")).isEqualTo(layout("/a/dir", "tag", ""));
        assertThat(image("oci-layout://dir:tag@" + SUM)).isEqualTo(layout("/here/dir", "tag", SUM));
        assertThat(image("docker-archive:///a/x.tar"))
                .isEqualTo(new ImageOrigin.Archive(Path.of("/a/x.tar"), Optional.empty()));
        assertThat(image("docker-archive://x.tar:repo:tag"))
                .isEqualTo(new ImageOrigin.Archive(Path.of("/here/x.tar"), Optional.of("repo:tag")));
        assertThat(image("debootstrap://trixie")).isEqualTo(new ImageOrigin.Debootstrap("trixie", Map.of()));
        assertThat(image("debootstrap://trixie?include=a,b&variant=minbase"))
                .isEqualTo(new ImageOrigin.Debootstrap("trixie", Map.of("include", "a,b", "variant", "minbase")));
    }

    private static ImageOrigin layout(String directory, String tag, String digest) {
        return new ImageOrigin.Layout(
                Path.of(directory),
                Optional.of(tag).filter(text -> !text.isEmpty()),
                Optional.of(digest).filter(text -> !text.isEmpty()).map(Digest::parse));
    }

    @Test
    void badContexts_sayWhatIsExpected() {
        assertThatThrownBy(() -> parse("docker-imag://x"))
                .isInstanceOfSatisfying(
                        PlanException.class, e -> assertThat(e.hint()).contains("use \"docker-image\""))
                .hasMessageStartingWith("context \"docker-imag://x\" has the unknown scheme \"docker-imag\"");
        assertThatThrownBy(() -> parse("target:base"))
                .isInstanceOfSatisfying(
                        PlanException.class, e -> assertThat(e.code()).isEqualTo(PlanException.Code.UNSUPPORTED));
        assertThatThrownBy(() -> parse("docker-image://UPPER")).hasMessageContaining("is no image");
        assertThatThrownBy(() -> parse("oci-layout://d@sha256:1")).hasMessageContaining("has a bad digest");
        assertThatThrownBy(() -> parse("oci-layout://")).hasMessageContaining("names no directory");
        assertThatThrownBy(() -> parse("debootstrap://")).hasMessageContaining("names no suite");
        assertThatThrownBy(() -> parse("debootstrap://--help")).hasMessageContaining("names no suite");
        assertThatThrownBy(() -> parse("debootstrap://sid?x")).hasMessageContaining("has the option \"x\"");
        assertThatThrownBy(() -> parse("-")).hasMessageContaining("is not a context by itself");
    }
}
