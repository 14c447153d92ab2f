package dev.slipway.plan.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.plan.PlanException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitLocationTest {
    private static GitLocation parse(String text) {
        return GitLocation.parse(text).orElseThrow();
    }

    private static GitLocation plain(String remote, String ref, String subdirectory) {
        return new GitLocation(
                remote,
                Optional.of(ref).filter(text -> !text.isEmpty()),
                Optional.of(subdirectory).filter(text -> !text.isEmpty()),
                Optional.empty(),
                true,
                Optional.empty());
    }

    @Test
    void fragment_isReferenceAndDirectory() {
        assertThat(parse("https://host/o/r.git")).isEqualTo(plain("https://host/o/r.git", "", ""));
        assertThat(parse("https://host/o/r.git#main")).isEqualTo(plain("https://host/o/r.git", "main", ""));
        assertThat(parse("https://host/o/r.git#:a/../b/")).isEqualTo(plain("https://host/o/r.git", "", "b"));
        assertThat(parse("git://host/r#v1:../x")).isEqualTo(plain("git://host/r", "v1", "x"));
        assertThat(parse("ssh://git@host:22/r#f/x:d")).isEqualTo(plain("ssh://git@host:22/r", "f/x", "d"));
        assertThat(parse("git@host.org:o/r.git#v1")).isEqualTo(plain("git@host.org:o/r.git", "v1", ""));
    }

    @Test
    void query_saysTheSameAndMore() {
        GitLocation location =
                parse("https://host/r.git?tag=v1&subdir=a%2Fb&checksum=0123456789&submodules=0" + "&keep-git-dir");
        assertThat(location)
                .isEqualTo(new GitLocation(
                        "https://host/r.git",
                        Optional.of("refs/tags/v1"),
                        Optional.of("a/b"),
                        Optional.of("0123456789"),
                        false,
                        Optional.of(true)));
        assertThat(parse("https://host/r.git?branch=dev").ref()).contains("refs/heads/dev");
        assertThat(parse("https://host/r.git?ref=x#x").ref()).contains("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "./a.git",
                "dir/r.git",
                "https://host/file.tar",
                "https://host/r.git.zip",
                "ftp://host/r.git",
                "C:\\x",
                "a b@host:x",
                "@host:x",
                "user@:x",
                ""
            })
    void otherAddresses_areNoGit(String text) {
        assertThat(GitLocation.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://host/r.git?what=1",
                "https://host/r.git?ref=a#b",
                "https://host/r.git?tag=a&branch=b",
                "https://host/r.git?ref=",
                "https://host/r.git?ref=a&ref=b",
                "https://host/r.git?checksum=xyz",
                "https://host/r.git?submodules=perhaps",
                "https://host/r.git?mtime=commit",
                "https://host/r.git?fetch-by-commit",
                "https://host/r.git?ref=%zz"
            })
    void contradictions_areRefused(String text) {
        assertThatThrownBy(() -> GitLocation.parse(text))
                .isInstanceOf(PlanException.class)
                .hasMessageStartingWith("git address \"https://host/r.git");
    }

    @Test
    void credentials_areNotInMessages() {
        assertThatThrownBy(() -> GitLocation.parse("https://me:secret@host/r.git?x=1"))
                .hasMessageNotContaining("secret")
                .hasMessageContaining("https://xxxxx@host/r.git");
    }
}
