package dev.slipway.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.MalformedImageException;
import dev.slipway.image.registry.Credentials.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerConfigCredentialsTest {
    @TempDir
    Path dir;

    private Optional<Login> find(String json, String registry) throws IOException {
        return new DockerConfigCredentials(Files.writeString(dir.resolve("config.json"), json)).find(registry);
    }

    @Test
    void login_isFoundUnderAllItsNames() throws IOException {
        // me:pass:word
        String json = "{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"bWU6cGFzczp3b3Jk\"},"
                + "\"https://old.test/v1/\":{\"username\":\"u\",\"password\":\"p\"},"
                + "\"plain.test:5000\":{\"identitytoken\":\"t\"},\"empty.test\":{}}}";
        assertThat(find(json, "docker.io")).contains(new Login.Password("me", "pass:word"));
        assertThat(find(json, "old.test")).contains(new Login.Password("u", "p"));
        assertThat(find(json, "plain.test:5000")).contains(new Login.IdentityToken("t"));
        assertThat(find(json, "empty.test")).isEmpty();
        assertThat(find(json, "other.test")).isEmpty();
    }

    @Test
    void missingFile_meansNoLogin() throws IOException {
        assertThat(new DockerConfigCredentials(dir.resolve("none")).find("docker.io"))
                .isEmpty();
    }

    @Test
    void brokenLogin_isRefusedWithoutShowingIt() {
        assertThatThrownBy(() -> find("{\"auths\":{\"a.test\":{\"auth\":\"c2VjcmV0\"}}}", "a.test"))
                .isInstanceOf(MalformedImageException.class)
                .hasMessageContaining("auths.a.test.auth")
                .hasMessageNotContaining("c2VjcmV0")
                .hasMessageNotContaining("secret");
    }

    @Test
    void missingHelper_isReportedByName() {
        assertThatThrownBy(() -> find("{\"credsStore\":\"no-such-helper-here\"}", "a.test"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("docker-credential-no-such-helper-here");
    }

    /** A helper that knows one registry, as the protocol of docker-credential-helpers has it. */
    private Optional<Login> askHelper(String answer, String registry) throws IOException {
        Path helper = dir.resolve("helper-test");
        Files.writeString(
                helper,
                "#!/bin/sh\nread key || true\n[ \"$1\" = get ] && [ \"$key\" = known.test ] || exit 1\necho '" + answer
                        + "'\n");
        assertThat(helper.toFile().setExecutable(true)).isTrue();
        Path config = Files.writeString(
                dir.resolve("config.json"),
                "{\"credHelpers\":{\"known.test\":\"test\"},\"credsStore\":\"test\","
                        + "\"auths\":{\"file.test\":{\"username\":\"u\",\"password\":\"p\"}}}");
        return new DockerConfigCredentials(config, dir + "/helper-").find(registry);
    }

    @Test
    void helper_isAskedBeforeTheFile() throws IOException {
        String answer = "{\"ServerURL\":\"known.test\",\"Username\":\"me\",\"Secret\":\"word\"}";
        assertThat(askHelper(answer, "known.test")).contains(new Login.Password("me", "word"));
        assertThat(askHelper("{\"Username\":\"<token>\",\"Secret\":\"word\"}", "known.test"))
                .contains(new Login.IdentityToken("word"));
        assertThat(askHelper(answer, "file.test")).contains(new Login.Password("u", "p"));
        assertThat(askHelper(answer, "other.test")).isEmpty();
    }

    @Test
    void helperByPath_isRefused() {
        assertThatThrownBy(() -> find("{\"credHelpers\":{\"a.test\":\"x/../../evil\"}}", "a.test"))
                .hasMessageContaining("a path");
    }

    @Test
    void loginText_showsNoSecret() {
        assertThat(new Login.Password("me", "hidden").toString()).doesNotContain("hidden");
        assertThat(new Login.IdentityToken("hidden").toString()).doesNotContain("hidden");
        assertThat(new Login.RegistryToken("hidden").toString()).doesNotContain("hidden");
    }
}
