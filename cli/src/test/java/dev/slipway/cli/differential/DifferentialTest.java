package dev.slipway.cli.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * The corpus of small Dockerfiles, built by Slipway and by BuildKit: root file systems and image configs must be equal,
 * entry by entry. Times are not compared. {@code -Dslipway.corpus=copy/link} runs only cases with that in their name.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DifferentialTest {
    private static final Path CORPUS = Path.of("src/test/resources/corpus").toAbsolutePath();

    private Path scratch;
    private LocalRegistry registry;
    private DockerPeer peer;
    private FileServers servers;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        scratch = Files.createTempDirectory("differential");
        Files.createDirectories(scratch.resolve("registry"));
        registry = LocalRegistry.start(scratch.resolve("registry"));
        Fixtures.pushBase(scratch, registry.name("base:1"));
        Fixtures.writeContext(Files.createDirectories(scratch.resolve("context")));
        servers = FileServers.start(scratch.resolve("context"), scratch);
        peer = DockerPeer.start(scratch);
    }

    @AfterAll
    void stop() {
        peer.close();
        servers.close();
        registry.close();
        Programs.check("rm", "-rf", scratch.toString());
    }

    @Test
    void theCorpusHasAtLeastOneHundredAndTwentyCases() throws IOException {
        assertThat(CorpusCase.all(CORPUS)).hasSizeGreaterThanOrEqualTo(120);
    }

    @TestFactory
    Stream<DynamicTest> bothBuildersAgree() throws IOException {
        String wanted = System.getProperty("slipway.corpus", "");
        List<CorpusCase> cases = CorpusCase.all(CORPUS).stream()
                .filter(one -> one.name().contains(wanted))
                .toList();
        assertThat(cases).as("cases named \"%s\"", wanted).isNotEmpty();
        return cases.stream().map(one -> DynamicTest.dynamicTest(one.name(), () -> compare(one)));
    }

    private void compare(CorpusCase one) throws IOException {
        Path work = Files.createDirectories(scratch.resolve("cases").resolve(one.name()));
        Built ours = slipway(one, work);
        if (one.fails()) {
            assertThat(ours.exitCode()).as("%s: %s", one.name(), ours.output()).isNotZero();
            if (one.only().isEmpty()) {
                assertThat(buildkit(one, work).exitCode())
                        .as("the peer's exit code for %s", one.name())
                        .isNotZero();
            }
            return;
        }
        assertThat(ours.exitCode()).as("%s: %s", one.name(), ours.output()).isZero();
        FlatImage mine = FlatImage.read(work.resolve("ours"), Files.createDirectories(work.resolve("umoci-ours")));
        for (CorpusCase.Expected expected : one.expected()) {
            assertThat(mine.entries().getOrDefault(expected.path(), "absent"))
                    .as(expected.path())
                    .contains(expected.facts());
        }
        if (one.only().isPresent()) {
            assertThat(one.expected())
                    .as("a case without a peer says what must come out")
                    .isNotEmpty();
            return;
        }
        Built theirs = buildkit(one, work);
        assertThat(theirs.exitCode()).as("%s: %s", one.name(), theirs.output()).isZero();
        FlatImage.extract(work.resolve("theirs.tar"), work.resolve("theirs"));
        FlatImage peers = FlatImage.read(work.resolve("theirs"), Files.createDirectories(work.resolve("umoci-theirs")));
        assertThat(differences(without(mine.entries(), one), without(peers.entries(), one)))
                .as("entries of %s", one.name())
                .isEmpty();
        assertThat(mine.config()).as("config of %s", one.name()).isEqualTo(peers.config());
        if (!one.ignoreHistory()) {
            assertThat(mine.history()).as("history of %s", one.name()).isEqualTo(peers.history());
        }
        Programs.check("rm", "-rf", work.toString());
    }

    private record Built(int exitCode, String output) {}

    private Built slipway(CorpusCase one, Path work) {
        List<String> arguments = new ArrayList<>(
                List.of("build", "--progress=plain", "-f", one.dockerfile().toString()));
        arguments.addAll(List.of("-o", "type=oci,tar=false,dest=" + work.resolve("ours")));
        arguments.addAll(common(one));
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream printer = new PrintStream(output, true, StandardCharsets.UTF_8);
        int code = Main.run(
                arguments,
                Map.of("SLIPWAY_STORE", scratch.resolve("store").toString(), "PATH", System.getenv("PATH")),
                printer,
                printer);
        return new Built(code, output.toString(StandardCharsets.UTF_8));
    }

    private Built buildkit(CorpusCase one, Path work) throws IOException {
        Path dockerfile = work.resolve("Dockerfile");
        Files.copy(one.dockerfile(), dockerfile);
        List<String> arguments = new ArrayList<>(List.of("-f", dockerfile.toString()));
        arguments.addAll(List.of("-o", "type=oci,dest=" + work.resolve("theirs.tar")));
        arguments.addAll(common(one));
        Programs.Result result = peer.build(arguments);
        return new Built(result.exitCode(), result.output());
    }

    private List<String> common(CorpusCase one) {
        List<String> arguments =
                new ArrayList<>(List.of("--build-context", "base=docker-image://" + registry.name("base:1")));
        arguments.addAll(one.arguments().stream()
                .map(argument -> argument.replace("@SCRATCH@", scratch.toString()))
                .map(argument -> argument.replace("@HTTP@", servers.http()).replace("@GIT@", servers.git()))
                .toList());
        arguments.add(scratch.resolve("context").toString());
        return arguments;
    }

    private static List<String> differences(Map<String, String> ours, Map<String, String> theirs) {
        Set<String> paths = new TreeSet<>(ours.keySet());
        paths.addAll(theirs.keySet());
        List<String> lines = new ArrayList<>();
        for (String path : paths) {
            String mine = ours.getOrDefault(path, "absent");
            String peers = theirs.getOrDefault(path, "absent");
            if (!mine.equals(peers)) {
                lines.add(path + ": ours " + mine + ", the peer's " + peers);
            }
        }
        return lines;
    }

    private static Map<String, String> without(Map<String, String> entries, CorpusCase one) {
        Map<String, String> kept = new TreeMap<>(entries);
        one.ignored().forEach(kept::remove);
        return kept;
    }
}
