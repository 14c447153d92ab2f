package dev.slipway.cli.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.Main;
import dev.slipway.cli.differential.ListedImage.Instruction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * With {@code --layering=as-written} an image has the layers that BuildKit gives it: one for each instruction that works
 * on the file system, with the same paths, parent directories included.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AsWrittenTest {
    private Path scratch;
    private Path context;
    private LocalRegistry registry;
    private DockerPeer peer;
    private int builds;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        scratch = Files.createTempDirectory("as-written");
        context = Files.createDirectories(scratch.resolve("context"));
        registry = LocalRegistry.start(Files.createDirectories(scratch.resolve("registry")));
        Fixtures.pushBase(scratch, registry.name("base:1"));
        Fixtures.writeContext(context);
        peer = DockerPeer.start(scratch);
    }

    @AfterAll
    void stop() {
        peer.close();
        registry.close();
        Programs.check("rm", "-rf", scratch.toString());
    }

    @Test
    void runThatChangesNothing_givesAnEmptyLayer() throws IOException {
        assertBothGive("""
                FROM base
                RUN true
                RUN mkdir -p /opt/dir && test -e /opt/dir/one
                RUN --mount=type=cache,target=/cache touch /cache/f
                RUN echo changed > /file
                """, "[]", "[]", "[]", "[file]");
    }

    @Test
    void copyThatTakesNothing_givesAnEmptyLayer() throws IOException {
        assertBothGive("""
                FROM base
                COPY *.nothing /dest/
                COPY --link *.nothing /dest/
                COPY --link empty-dir /
                """, "[]", "[]", "[]");
    }

    @Test
    void workdir_givesALayerUnlessItIsTheRoot() throws IOException {
        assertBothGive("""
                FROM base
                WORKDIR /opt/dir
                WORKDIR /new/one
                WORKDIR two
                WORKDIR /
                """, "[]", "[new/, new/one/]", "[new/, new/one/, new/one/two/]", "none");
    }

    @Test
    void instructionOfTheConfig_givesNoLayer() throws IOException {
        assertBothGive("""
                FROM base
                ARG A=1
                ENV B=2
                LABEL c=3
                USER app
                VOLUME /volume
                EXPOSE 80
                STOPSIGNAL 9
                SHELL ["/bin/sh", "-c"]
                ENTRYPOINT ["/bin/sh"]
                CMD ["-c", "true"]
                ONBUILD RUN true
                """, "none", "none", "none", "none", "none", "none", "none", "none", "none", "none");
    }

    @Test
    void instructionWithSeveralSources_givesOneLayer() throws IOException {
        assertBothGive(
                """
                FROM base
                COPY a.txt tree /several/
                ADD files.tar b.txt <<EOF /unpacked/
                text
                EOF
                COPY --link a.txt b.txt /linked/
                """,
                "[several/, several/a.txt, several/x/, several/x/1.txt, several/x/y/, several/x/y/2.txt, several/z/, several/z/3.txt]",
                "[unpacked/, unpacked/EOF, unpacked/b.txt, unpacked/p/, unpacked/p/inner.txt, unpacked/p/tool]",
                "[linked/, linked/a.txt, linked/b.txt]");
    }

    @Test
    void copyFromAStage_givesOneLayerHoweverManyTheStageHas() throws IOException {
        assertBothGive("""
                FROM base AS source
                COPY a.txt /from/a
                RUN true
                COPY b.txt /from/b
                FROM base
                COPY --from=source /from /one
                COPY --from=source /from/a /from/b /two/
                COPY --link --from=source /from /three
                """, "[one/, one/a, one/b]", "[two/, two/a, two/b]", "[three/, three/a, three/b]");
    }

    @Test
    void stageFromAStage_continuesItsLayers() throws IOException {
        assertBothGive("""
                FROM base AS first
                RUN true
                COPY a.txt /a
                FROM first AS second
                WORKDIR /opt
                FROM second
                RUN rm /a
                """, "[]", "[a]", "[]", "[.wh.a]");
    }

    @Test
    void stageFromNothing_beginsWithItsFirstInstruction() throws IOException {
        assertBothGive("""
                FROM scratch
                COPY *.nothing /
                COPY --link a.txt /a
                WORKDIR /w
                """, "[]", "[a]", "[w/]");
    }

    /** The peer leaves out what it finds below with the same content, mode, owner and time (of directories any time). */
    @Test
    void entriesWrittenAsTheyWere_areInTheLayerOfTheInstruction() throws IOException {
        String dockerfile = """
                FROM base
                COPY a.txt /a
                COPY a.txt /a
                RUN chmod 755 /opt
                RUN touch /tmp/f && rm /tmp/f
                """;

        assertThat(paths(slipway(dockerfile, "as-written"))).endsWith("[a]", "[a]", "[opt/]", "[tmp/]");
        assertThat(paths(buildkit(dockerfile))).endsWith("[a]", "[]", "[]", "[]");
    }

    @Test
    void changeOfTheLayering_runsNothingAgainAfterAStepThatChangedNothing() throws IOException {
        String dockerfile = """
                FROM base
                RUN true
                RUN head -c 16 /dev/urandom > /random
                """;

        ListedImage before = slipway(dockerfile, "provenance");
        ListedImage asWritten = slipway(dockerfile, "as-written");
        ListedImage after = slipway(dockerfile, "provenance");

        assertThat(paths(before)).endsWith("none", "[random]");
        assertThat(paths(asWritten)).endsWith("[]", "[random]");
        assertThat(asWritten.diffIds().getLast()).isEqualTo(before.diffIds().getLast());
        assertThat(after).isEqualTo(before);
    }

    @Test
    void imageWithEmptyLayers_canBeBuiltUpon() throws IOException {
        Path layout = scratch.resolve("with-empty-layers");
        slipway("""
                FROM base
                RUN true
                WORKDIR /opt
                """, layout, "--layering=as-written");

        Path next = scratch.resolve("built-upon");
        slipway("""
                FROM given
                RUN echo changed > /file
                """, next, "--layering=as-written", "--build-context", "given=oci-layout://" + layout);

        assertThat(paths(ListedImage.read(next))).endsWith("[]", "[]", "[file]");
    }

    /** @param expected for each instruction the paths of its layer in brackets, or {@code none} for no layer */
    private void assertBothGive(String dockerfile, String... expected) throws IOException {
        ListedImage ours = slipway(dockerfile, "as-written");

        assertThat(paths(ours)).endsWith(expected);
        assertThat(ours.instructions()).isEqualTo(buildkit(dockerfile).instructions());
    }

    private static List<String> paths(ListedImage image) {
        return image.instructions().stream()
                .map(Instruction::paths)
                .map(paths -> paths.map(List::toString).orElse("none"))
                .toList();
    }

    private ListedImage slipway(String dockerfile, String layering) throws IOException {
        Path layout = scratch.resolve("ours-" + builds++);
        slipway(dockerfile, layout, "--layering=" + layering);
        return ListedImage.read(layout);
    }

    private void slipway(String dockerfile, Path layout, String... flags) throws IOException {
        List<String> arguments = arguments(dockerfile, flags);
        arguments.addAll(0, List.of("build", "--progress=plain", "-o", "type=oci,tar=false,dest=" + layout));
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream printer = new PrintStream(output, true, StandardCharsets.UTF_8);
        int code = Main.run(
                arguments,
                Map.of("SLIPWAY_STORE", scratch.resolve("store").toString(), "PATH", System.getenv("PATH")),
                printer,
                printer);
        assertThat(code).as(output.toString(StandardCharsets.UTF_8)).isZero();
    }

    private ListedImage buildkit(String dockerfile) throws IOException {
        Path layout = scratch.resolve("theirs-" + builds++);
        Path archive = scratch.resolve(layout.getFileName() + ".tar");
        List<String> arguments = arguments(dockerfile);
        arguments.addAll(0, List.of("-o", "type=oci,dest=" + archive));
        Programs.Result result = peer.build(arguments);
        assertThat(result.exitCode()).as(result.output()).isZero();
        FlatImage.extract(archive, layout);
        return ListedImage.read(layout);
    }

    private List<String> arguments(String dockerfile, String... flags) throws IOException {
        Path file = Files.writeString(scratch.resolve("Dockerfile-" + builds), dockerfile);
        List<String> arguments = new ArrayList<>(List.of(flags));
        arguments.addAll(List.of("--build-context", "base=docker-image://" + registry.name("base:1")));
        arguments.addAll(List.of("-f", file.toString(), context.toString()));
        return arguments;
    }
}
