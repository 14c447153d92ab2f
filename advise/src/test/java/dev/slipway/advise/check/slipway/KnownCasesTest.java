package dev.slipway.advise.check.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.advise.check.CheckInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mistakes that SGLang's and vLLM's teams made, in Dockerfiles of the same shape, and their corrections. */
class KnownCasesTest {
    private static final String PYPROJECT = """
            # context: python/pyproject.toml
            # context| [build-system]
            # context| requires = ["setuptools>=61", "setuptools-rust>=1.10"]
            # context| [[tool.setuptools-rust.ext-modules]]
            # context| path = "../rust/engine-grpc/Cargo.toml"
            """;

    private static CheckInput of(String name) {
        // Appended, so that lines stay those of the file.
        return Checks.input(Checks.resource("cases/" + name + ".Dockerfile") + PYPROJECT);
    }

    @Test
    void sglang22160_sourceComesBeforeEverything() {
        assertThat(Checks.findings(Checks.resource("cases/sglang-22160-before.Dockerfile")))
                .containsExactly(
                        "SourceBeforeDependencies:9",
                        "ExpensiveStepAfterSource:23",
                        "ExpensiveStepAfterSource:29",
                        "IndependentSteps:21",
                        "RepeatedDerivation:23");
    }

    @Test
    void sglang23278_rustComesAStageTooLate() {
        assertThat(Checks.findings(of("sglang-23278-before")))
                .contains("ToolchainInstalledTooLate:11", "ManifestNotCopied:11", "RustupDefaultProfile:16")
                .doesNotContain("MissingToolchain:11");
        assertThat(Checks.all(of("sglang-23278-before")))
                .anySatisfy(finding -> assertThat(finding.message())
                        .isEqualTo("this needs rustc and cargo (python/pyproject.toml names setuptools-rust), but only"
                                + " line 15 in the later stage framework installs it: the build stops here"));
    }

    /** What stands around the install, and only looks like something that might bring a compiler. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mkdir -p engine && touch engine/__init__.py",
                "rm -f leftover.sh",
                "python3 get-pip.py",
                "./build-deb-packages.sh",
                "echo '__version__ = 0' > engine/version.py",
                "cat /etc/apt/trusted.gpg.d/x.asc"
            })
    void sglang23278_isSeenBesideHarmlessCommands(String command) {
        String before = Checks.resource("cases/sglang-23278-before.Dockerfile")
                .replace("cd /tmp/deps \\\n", "cd /tmp/deps && " + command + " \\\n");
        assertThat(before).contains(command);
        assertThat(Checks.findings(Checks.input(before + PYPROJECT))).contains("ToolchainInstalledTooLate:11");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash -e install.sh", "./tools/setup.sh", "python3 tools/bootstrap.py", ". /opt/env"})
    void aScriptMayHaveBroughtTheCompiler(String command) {
        String before = Checks.resource("cases/sglang-23278-before.Dockerfile")
                .replace("cd /tmp/deps \\\n", "cd /tmp/deps && " + command + " \\\n");
        assertThat(before).contains(command);
        assertThat(Checks.findings(Checks.input(before + PYPROJECT)))
                .noneMatch(found -> found.startsWith("ToolchainInstalledTooLate"));
    }

    @Test
    void vllm41134_downloadIsOverwritten() {
        assertThat(Checks.findings(of("vllm-41134-before"))).containsExactly("DownloadOverwrittenByInstall:17");
    }

    @Test
    void vllmRedownload_everyCommitDownloadsAgain() {
        assertThat(Checks.findings(of("vllm-redownload-before"))).containsExactly("ExpensiveStepAfterSource:19");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sglang-22160", "sglang-23278", "vllm-41134", "vllm-redownload"})
    void correctionIsClean(String name) {
        String context = name.equals("sglang-23278") ? PYPROJECT : "";
        CheckInput after = Checks.input(Checks.resource("cases/" + name + "-after.Dockerfile") + context);
        assertThat(Checks.all(after)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "go-static",
                "python-uv",
                "python-pip",
                "rust",
                "node",
                "cuda-multi-stage",
                "java-maven",
                "nginx-static",
                "cpp-heredoc",
                "tool-from-release"
            })
    void cleanDockerfileIsLeftAlone(String name) {
        assertThat(Checks.all(Checks.input(Checks.resource("clean/" + name + ".Dockerfile"))))
                .isEmpty();
    }
}
