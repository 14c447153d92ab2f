package dev.slipway.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.engine.step.SourceException;
import dev.slipway.image.ImagePath;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarWriter;
import dev.slipway.image.layer.MalformedLayerException;
import dev.slipway.image.layer.TarTimes;
import dev.slipway.plan.graph.Exclusions;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.request.ContextSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContextSourceTest {
    private static final EntryMetadata PLAIN = EntryMetadata.of(0644, 7, 8, 1_000_000);

    @TempDir
    Path directory;

    private Workshop workshop;

    @BeforeEach
    void start() {
        workshop = new Workshop(directory);
    }

    @AfterEach
    void stop() {
        workshop.close();
    }

    private static Op.Context op(ContextSpec spec) {
        return new Op.Context("context", spec, Exclusions.NONE);
    }

    private Path project() throws IOException {
        Path project = Files.createDirectories(directory.resolve("project/src")).getParent();
        Files.writeString(project.resolve("Dockerfile"), "FROM scratch\n");
        Files.writeString(project.resolve("src/naïve.txt"), "content");
        Files.createSymbolicLink(project.resolve("link"), Path.of("src"));
        return project;
    }

    @Test
    void directory_isItself() throws Exception {
        Path project = project();
        try (Sources sources = workshop.sources()) {
            ContextSpec spec = new ContextSpec.Directory(project);
            assertThat(sources.directory(op(spec), workshop.context())).isEqualTo(project);
            assertThat(sources.read(spec, "Dockerfile")).isPresent();
            assertThat(sources.read(spec, ".dockerignore")).isEmpty();
        }
    }

    @Test
    void missingDirectory_isNamed() {
        try (Sources sources = workshop.sources()) {
            assertThatThrownBy(() -> sources.read(new ContextSpec.Directory(directory.resolve("none")), "Dockerfile"))
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("no such directory");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat", "gzip", "bzip2", "xz", "zstd"})
    void archiveOfAnyCompression_isUnpackedOnceAndGoesAway(String compressor) throws Exception {
        Path project = project();
        Path archive = directory.resolve("context.bin");
        Workshop.run(directory, "sh", "-c", "tar -C " + project + " -cf - . | " + compressor + " > " + archive);
        Path root;
        try (Sources sources = workshop.sources()) {
            ContextSpec spec = new ContextSpec.Archive(archive);
            assertThat(sources.read(spec, "Dockerfile")).isPresent();
            root = sources.directory(op(spec), workshop.context());
            assertThat(root).isEqualTo(sources.directory(op(spec), workshop.context()));
            assertThat(root.resolve("link")).isSymbolicLink();
            assertThat(root.resolve("src/naïve.txt")).hasContent("content");
        }
        assertThat(root).doesNotExist();
    }

    private Path plainTar(Path project) throws Exception {
        Path archive = directory.resolve("plain.tar");
        Workshop.run(directory, "tar", "-C", project.toString(), "-cf", archive.toString(), ".");
        return archive;
    }

    @Test
    void textAlone_isTheDockerfileOfAnEmptyContext() throws Exception {
        Path text = Files.writeString(directory.resolve("stdin"), "FROM scratch\n");
        try (Sources sources = workshop.sources()) {
            ContextSpec spec = new ContextSpec.Archive(text);
            assertThat(sources.read(spec, "Dockerfile"))
                    .hasValueSatisfying(found -> assertThat(new String(found)).isEqualTo("FROM scratch\n"));
            assertThat(sources.read(spec, ".dockerignore")).isEmpty();
            assertThat(sources.directory(op(spec), workshop.context())).isEmptyDirectory();
        }
    }

    @Test
    void bytesThatAreNeither_areRefused() throws Exception {
        Path bytes = Files.write(directory.resolve("stdin"), new byte[] {1, 0, 2});
        try (Sources sources = workshop.sources()) {
            assertThatThrownBy(() -> sources.read(new ContextSpec.Archive(bytes), "Dockerfile"))
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("expected: a tar");
        }
    }

    private interface Entries {
        void write(LayerTarWriter tar) throws IOException;
    }

    private ContextSpec.Archive tar(Entries entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LayerTarWriter tar = LayerTarWriter.plain(out, TarTimes.WHOLE_SECONDS);
        entries.write(tar);
        tar.finish();
        return new ContextSpec.Archive(Files.write(directory.resolve("made.tar"), out.toByteArray()));
    }

    private static void file(LayerTarWriter tar, String path, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        tar.put(new LayerEntry.RegularFile(ImagePath.of(path), PLAIN, bytes.length), new ByteArrayInputStream(bytes));
    }

    private static LayerEntry link(String path, String target) {
        return new LayerEntry.Symlink(ImagePath.of(path), PLAIN, target);
    }

    @Test
    void fileThroughALinkOutside_staysInside() throws Exception {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        ContextSpec spec = tar(tar -> {
            tar.put(link("/out", outside.toString()));
            file(tar, "/x/Dockerfile", "FROM scratch\n");
            tar.put(link("/up", "../../../../../.."));
            file(tar, "/up/escaped", "x");
        });
        try (Sources sources = workshop.sources()) {
            Path root = sources.directory(op(spec), workshop.context());
            assertThat(root.resolve("escaped")).hasContent("x");
        }
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void fileBelowADanglingLink_isRefused() throws Exception {
        ContextSpec spec = tar(tar -> {
            tar.put(link("/out", "/nowhere"));
            file(tar, "/out/f", "x");
        });
        assertRefused(spec, "out");
    }

    @Test
    void hardLinkOutside_isRefused() throws Exception {
        Files.writeString(directory.resolve("victim"), "secret");
        ContextSpec spec = tar(tar -> {
            tar.put(link("/out", directory.toString()));
            tar.put(new LayerEntry.HardLink(ImagePath.of("/stolen"), PLAIN, ImagePath.of("/out/victim")));
        });
        assertRefused(spec, "stolen");
    }

    @Test
    void device_isRefused() throws Exception {
        ContextSpec spec = tar(tar -> tar.put(new LayerEntry.Device(ImagePath.of("/disk"), PLAIN, true, 8, 0)));
        assertRefused(spec, "disk");
    }

    private void assertRefused(ContextSpec spec, String entry) {
        try (Sources sources = workshop.sources()) {
            assertThatThrownBy(() -> sources.directory(op(spec), workshop.context()))
                    .isInstanceOfSatisfying(
                            SourceException.class,
                            fault -> assertThat(fault.code()).isEqualTo(SourceException.Code.HOSTILE_ENTRY))
                    .hasMessageContaining("\"" + entry + "\"");
        }
    }

    @Test
    void nameWithDots_isRefused() throws Exception {
        Files.writeString(directory.resolve("evil"), "x");
        Path archive = directory.resolve("evil.tar");
        Files.createDirectory(directory.resolve("in"));
        Workshop.run(directory.resolve("in"), "tar", "-Pcf", archive.toString(), "../evil");
        try (Sources sources = workshop.sources()) {
            assertThatThrownBy(() -> sources.directory(op(new ContextSpec.Archive(archive)), workshop.context()))
                    .isInstanceOfAny(MalformedLayerException.class, SourceException.class);
        }
    }

    @Test
    void laterEntry_replacesDirectoryAndFile() throws Exception {
        ContextSpec spec = tar(tar -> {
            file(tar, "/a/b", "1");
            file(tar, "/a", "2");
            tar.put(new LayerEntry.Directory(ImagePath.of("/a"), EntryMetadata.of(0750, 0, 0, 5)));
            file(tar, "/a/c", "3");
        });
        try (Sources sources = workshop.sources()) {
            Path root = sources.directory(op(spec), workshop.context());
            assertThat(root.resolve("a/c")).hasContent("3");
            assertThat(root.resolve("a/b")).doesNotExist();
        }
    }

    @Test
    void httpContext_isATarOrADockerfile() throws Exception {
        byte[] tar = Files.readAllBytes(plainTar(project()));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean archive = exchange.getRequestURI().getPath().equals("/context.tar");
            byte[] body = archive ? tar : "FROM scratch\n".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        String base = "http://127.0.0.1:" + server.getAddress().getPort();
        try (Sources sources = workshop.sources()) {
            ContextSpec archive = new ContextSpec.Http(base + "/context.tar");
            assertThat(sources.directory(op(archive), workshop.context()).resolve("src"))
                    .isDirectory();
            assertThat(sources.read(new ContextSpec.Http(base + "/Dockerfile"), "Dockerfile"))
                    .isPresent();
        } finally {
            server.stop(0);
        }
    }
}
