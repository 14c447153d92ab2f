package dev.slipway.advise.check.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.Finding;
import dev.slipway.advise.check.Fixable;
import dev.slipway.advise.check.Rule;
import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.image.Digest;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.record.CacheOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlipwayRulesTest {
    @Test
    void idsAreUnique() {
        assertThat(SlipwayRules.all()).extracting(rule -> rule.info().id()).doesNotHaveDuplicates();
        assertThat(SlipwayRules.all()).allSatisfy(rule -> {
            assertThat(rule.info().family()).isEqualTo(Rule.Family.SLIPWAY);
            assertThat(rule.info().summary()).endsWith(".");
        });
    }

    @Test
    void everyFindingSaysWhatToDo() {
        String cases = Checks.resource("cases/sglang-22160-before.Dockerfile");
        assertThat(Checks.all(Checks.input(cases))).allSatisfy(finding -> {
            assertThat(finding.fix()).isPresent();
            assertThat(finding.message()).doesNotEndWith(".");
        });
    }

    @Test
    void measuredDurationIsTold() {
        Dockerfile dockerfile = Dockerfile.parse(
                "Dockerfile",
                "FROM python:3.12-slim\nCOPY . /app\nRUN --mount=type=cache,target=/root/.cache/pip pip install -r"
                        + " /app/requirements.txt\n");
        Digest digest = Digest.parse("sha256:" + "0".repeat(64));
        BuildRecord.StepRecord step = new BuildRecord.StepRecord(
                digest,
                "stage-0#2",
                "[2/2] RUN pip install -r /app/requirements.txt",
                3,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                new CacheOutcome.Miss(new CacheOutcome.MissCause.FirstRun()),
                new BuildRecord.Cost(Duration.ZERO, Duration.ofSeconds(252), Duration.ZERO, List.of(), 0));
        BuildRecord record = new BuildRecord(
                "1",
                Instant.EPOCH,
                Duration.ofSeconds(300),
                BuildRecord.Outcome.SUCCEEDED,
                new BuildRecord.Invocation("Dockerfile", ".", "", List.of(), List.of()),
                List.of(step),
                List.of());
        CheckInput input = new CheckInput(
                        dockerfile, Optional.empty(), Map.of(), Optional.empty(), List.of(), List.of())
                .with(() -> List.of(record));
        List<Finding> found = new SourceBeforeDependencies().check(input);
        assertThat(found)
                .singleElement()
                .extracting(Finding::message)
                .isEqualTo(
                        "any change of the source copied here installs the dependencies again in line 3 (4m12s in the"
                                + " last build that ran it)");
    }

    @Test
    void dependenciesFetchedBeforeTheSourceCount() {
        assertThat(Checks.findings("FROM maven:3.9\nCOPY pom.xml .\nRUN mvn dependency:go-offline\nCOPY src src\n"
                        + "RUN mvn install\n"))
                .noneMatch(found -> found.startsWith("SourceBeforeDependencies"));
    }

    @Test
    void argumentsOfCommandsAreNoDerivation() {
        String install = "RUN case ${ARCH} in a) conda install \"python=3.1\" ;; *) conda install python=3.1 ;; esac\n";
        assertThat(Checks.findings("FROM base\n" + install + "RUN true\n" + install.replace("3.1", "3.2")))
                .noneMatch(found -> found.startsWith("RepeatedDerivation"));
    }

    @Test
    void toolchainThatMayHaveComeAnotherWayIsNotMissed() {
        String project = """
                # context: pyproject.toml
                # context| [build-system]
                # context| requires = ["maturin>=1"]
                """;
        String install = "COPY pyproject.toml .\nRUN pip install .\n";
        assertThat(Checks.findings(project + "FROM ubuntu:24.04\n" + install)).contains("MissingToolchain:6");
        assertThat(Checks.findings(project + "FROM ubuntu:24.04\nCOPY --from=tools /opt/cargo /opt/cargo\n" + install))
                .noneMatch(found -> found.startsWith("MissingToolchain"));
        assertThat(Checks.findings(project + "FROM ubuntu:24.04\nRUN ./install_deps.sh\n" + install))
                .noneMatch(found -> found.startsWith("MissingToolchain"));
        assertThat(Checks.findings(project + "FROM example/unknown:1\n" + install))
                .noneMatch(found -> found.startsWith("MissingToolchain"));
    }

    @Test
    void safeFixesChangeNothingElse() {
        String before = """
                FROM debian:bookworm
                # a comment
                RUN --mount=type=cache,target=/var/cache/apt \\
                    --mount=type=cache,sharing=shared,target=/var/lib/apt \\
                    apt-get update && apt-get install -y gcc
                RUN curl -sSf https://sh.example/rustup.sh \\
                    | sh -s -- -y --no-modify-path
                """.replace("\n", "\r\n");
        CheckInput input = CheckInput.of(Dockerfile.parse("Dockerfile", before));
        List<Fixable.Edit> edits = SlipwayRules.all().stream()
                .filter(Fixable.class::isInstance)
                .flatMap(rule -> ((Fixable) rule).fixes(DockerfileView.of(input)).stream())
                .toList();
        String after = Fixable.apply(input.dockerfile().source(), edits);
        assertThat(after)
                .isEqualTo(before.replace("/apt \\\r\n    --mount", "/apt,sharing=locked \\\r\n    --mount")
                        .replace("sharing=shared", "sharing=locked")
                        .replace("-- -y", "-- -y --profile minimal"));
        assertThat(Checks.findings(after))
                .noneMatch(found -> found.startsWith("UnsafeCacheSharing") || found.startsWith("RustupDefaultProfile"));
    }

    private static final String ENGINE = """
            # context: pyproject.toml
            # context| [project]
            # context| name = "Fast_Engine"
            FROM debian:bookworm-slim
            WORKDIR /src
            COPY . .
            RUN --mount=type=cache,target=/root/.cache/pip pip install .
            RUN --mount=type=cache,target=/root/.cache/pip pip install\s""";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nvidia-nccl-cu12==2.28.3 --force-reinstall --no-deps",
                "--upgrade 'urllib3>=2.6.3'",
                "-U pillow",
                "helper --find-links wheelhouse",
                "helper --find-links=/wheels",
                "helper -f dist",
                "'fast-engine[zen]'"
            })
    void anInstallThatHasToComeAfterTheProjectsIsNotSentAway(String install) {
        assertThat(Checks.findings(ENGINE + install + "\n"))
                .noneMatch(found -> found.startsWith("ExpensiveStepAfterSource"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hf_transfer", "helper --find-links https://wheels.example/", "helper[extra]"})
    void anInstallByNameIsSentBeforeTheSource(String install) {
        assertThat(Checks.findings(ENGINE + install + "\n")).contains("ExpensiveStepAfterSource:8");
    }

    private static final String RUNTIME = """
            FROM nvidia/cuda:12.8.1-devel-ubuntu22.04 AS build
            RUN --mount=type=cache,target=/root/.cache/pip pip install %s
            FROM nvidia/cuda:12.8.1-devel-ubuntu22.04
            RUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update && apt-get install -y %s
            COPY --from=build /opt /opt
            USER nobody
            CMD ["serve"]
            """;

    @Test
    void anEngineThatCompilesKernelsMayKeepItsCompiler_butNotTheEditor() {
        assertThat(Checks.findings(RUNTIME.formatted("torch==2.6.0", "ninja-build g++")))
                .containsExactly("DevToolsInRuntime:3", "DevToolsInRuntime:4");
        assertThat(Checks.findings(RUNTIME.formatted("flashinfer-python==0.6.8", "ninja-build g++-13")))
                .isEmpty();
        assertThat(Checks.findings(RUNTIME.formatted("triton==3.2", "gcc vim"))).containsExactly("DevToolsInRuntime:4");
    }

    @Test
    void aCacheOfOneStage_isUnsafeForOtherBuildsOnly() {
        String step = "RUN --mount=type=cache,target=/var/cache/apt%s apt-get update && apt-get install -y curl\n";
        assertThat(Checks.all(Checks.input("FROM debian:bookworm\n" + step.formatted(",id=one"))))
                .extracting(Finding::message)
                .singleElement()
                .asString()
                .startsWith("builds that run at the same time share");
        assertThat(Checks.all(Checks.input("FROM debian:bookworm AS a\n" + step.formatted("") + "FROM debian:bookworm\n"
                        + step.formatted("") + "COPY --from=a /x /x\n")))
                .extracting(Finding::message)
                .filteredOn(message -> message.startsWith("stages that run at the same time share"))
                .hasSize(2);
    }

    @Property(tries = 400)
    void anyDockerfileIsJudged(@ForAll("dockerfiles") String text) {
        Dockerfile dockerfile;
        try {
            dockerfile = Dockerfile.parse("Dockerfile", text);
        } catch (DockerfileException refused) {
            return;
        }
        assertThat(Checks.all(CheckInput.of(dockerfile)))
                .allSatisfy(finding -> assertThat(finding.line())
                        .isBetween(1, (int) text.lines().count()));
    }

    @Provide
    Arbitrary<String> dockerfiles() {
        return Arbitraries.of(
                        "FROM ubuntu AS a\n",
                        "FROM a\n",
                        "FROM a AS b\n",
                        "COPY . .\n",
                        "COPY --from=a /x /y\n",
                        "COPY --from=0 / /\n",
                        "ARG X=1\n",
                        "WORKDIR ${X}\n",
                        "USER root\n",
                        "CMD [\"x\"]\n",
                        "RUN ",
                        "apt-get install ",
                        "gcc ",
                        "-y ",
                        "&& ",
                        "| ",
                        "pip install ",
                        "-r ",
                        "-e ",
                        ". ",
                        "torch==1 ",
                        "\n",
                        "\\\n",
                        "uv ",
                        "sync ",
                        "python -m ",
                        "download ",
                        "flashinfer download-cubin ",
                        "cargo build ",
                        "rustup-init -y ",
                        "--mount=type=cache,target=/var/cache/apt ",
                        "git clone u://a/abc.git ",
                        "make ",
                        "case $X in a) Y=1 ;; esac ",
                        "curl http://x ",
                        "sh -c ",
                        "'",
                        "\"",
                        "$(",
                        ")",
                        "RUN <<E\n",
                        "E\n")
                .list()
                .ofMaxSize(30)
                .map(parts -> "FROM debian\n" + String.join("", parts));
    }
}
