package dev.slipway.plan.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Compression;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.request.ExportTarget.Destination;
import dev.slipway.plan.request.ExportTarget.ImageOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportTargetTest {
    private static final Destination STDOUT = new Destination.ToStandardOutput();
    private static final ImageOptions OCI =
            new ImageOptions(Compression.GZIP, Optional.empty(), false, false, List.of(), true);

    private static ExportTarget parse(String text) {
        return ExportTarget.parse(text, Path.of("/here"));
    }

    private static Destination file(String path) {
        return new Destination.ToFile(Path.of(path));
    }

    @Test
    void pathAlone_isADirectoryAndADashATar() {
        assertThat(parse("out")).isEqualTo(new ExportTarget.ToDirectory(Path.of("/here/out")));
        assertThat(parse("-")).isEqualTo(new ExportTarget.ToTar(STDOUT));
    }

    @Test
    void types_haveTheirDestinations() {
        assertThat(parse("type=local,dest=out")).isEqualTo(new ExportTarget.ToDirectory(Path.of("/here/out")));
        assertThat(parse("type=tar,dest=/x.tar")).isEqualTo(new ExportTarget.ToTar(file("/x.tar")));
        assertThat(parse("type=tar")).isEqualTo(new ExportTarget.ToTar(STDOUT));
        assertThat(parse("type=oci,dest=x.tar")).isEqualTo(new ExportTarget.ToLayout(file("/here/x.tar"), true, OCI));
        assertThat(parse("type=oci,dest=x,tar=false"))
                .isEqualTo(new ExportTarget.ToLayout(file("/here/x"), false, OCI));
        assertThat(parse("type=image,push=false")).isEqualTo(new ExportTarget.ToStore(OCI));
        assertThat(parse("type=docker,dest=-"))
                .isEqualTo(new ExportTarget.ToDockerArchive(
                        STDOUT, new ImageOptions(Compression.GZIP, Optional.empty(), false, false, List.of(), false)));
    }

    @Test
    void pushes_areToRegistries() {
        assertThat(parse("type=registry")).isEqualTo(new ExportTarget.ToRegistry(OCI, false));
        assertThat(parse("type=image,push=true")).isEqualTo(new ExportTarget.ToRegistry(OCI, true));
        assertThat(parse("type=registry,push=false")).isEqualTo(new ExportTarget.ToStore(OCI));
        assertThat(parse("type=registry,\"name=r.example/a:1,r.example/b:2\",oci-mediatypes=false"))
                .isEqualTo(new ExportTarget.ToRegistry(
                        new ImageOptions(
                                Compression.GZIP,
                                Optional.empty(),
                                false,
                                false,
                                List.of("r.example/a:1", "r.example/b:2"),
                                false),
                        false));
    }

    @Test
    void imageOptions_areRead() {
        assertThat(parse("type=oci,dest=-,\"name=a:1,b:2\",compression=zstd,compression-level=19,"
                        + "force-compression=true,rewrite-timestamp=1,oci-mediatypes=false"))
                .isEqualTo(new ExportTarget.ToLayout(
                        STDOUT,
                        true,
                        new ImageOptions(Compression.ZSTD, Optional.of(19), true, true, List.of("a:1", "b:2"), false)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type=ocy,dest=x|has the unknown type \"ocy\"",
                "dest=x|has no type",
                "type=local|names no directory",
                "type=oci,tar=false|writes a directory but names none",
                "type=oci,dst=x|has the unknown key \"dst\"",
                "type=tar,dest=x,compression=gzip|has the unknown key \"compression\"",
                "type=oci,compression=lzma|has compression \"lzma\"",
                "type=oci,compression-level=10|has compression-level \"10\"",
                "type=oci,compression=uncompressed,compression-level=1|has a level without compression",
                "type=oci,tar=perhaps|has tar=\"perhaps\"",
                "type=image,push=perhaps|has push=\"perhaps\" (expected: true or false)",
                "type=registry,dest=x|has the unknown key \"dest\"",
                "type=registry,name=UPPER|output name \"UPPER\"",
                "type=oci,type=tar|\"type\" is given twice",
                "type=oci,\"dest=x|a quote is open"
            })
    void badOutputs_sayWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(PlanException.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"type=docker"})
    void whatIsNotThere_isRefusedAsSuch(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOfSatisfying(PlanException.class, e -> {
            assertThat(e.code()).isEqualTo(PlanException.Code.UNSUPPORTED);
            assertThat(e.hint()).isPresent();
        });
    }
}
