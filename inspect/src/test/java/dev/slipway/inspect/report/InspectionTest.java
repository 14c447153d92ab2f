package dev.slipway.inspect.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.inspect.ImageOf;
import dev.slipway.inspect.ImageOf.Layer;
import org.junit.jupiter.api.Test;

/** Tops, packages, differences and the JSON form. */
class InspectionTest {
    private static final String SITE = "/usr/lib/python3/site-packages";

    @Test
    void packagesSumTheFilesOfTheirLists() {
        Inspection image = new ImageOf()
                .layer(
                        "base",
                        new Layer()
                                .file("/usr/lib/libssl.so", 400, 's')
                                .file("/usr/share/doc/ssl", 50, 'd')
                                .file(
                                        "/var/lib/dpkg/info/libssl3:amd64.list",
                                        "/.\n/lib/libssl.so\n/usr/share/doc/ssl\n"))
                .layer(
                        "pip",
                        new Layer()
                                .file(SITE + "/torch/lib.so", 900, 't')
                                .file(
                                        SITE + "/torch-2.8.0.dist-info/RECORD",
                                        "torch/lib.so,sha256=x,900\n../../../bin/torchrun,,\n")
                                .file("/usr/bin/torchrun", 30, 'r')
                                .file(SITE + "/stray/x.py", 20, 'p'))
                .inspection();
        assertThat(image.tops().packages())
                .containsExactly(
                        new PackageSize("python", "torch", "2.8.0", 930, 2),
                        new PackageSize("dpkg", "libssl3", "", 450, 2),
                        new PackageSize("python", "torch-2.8.0.dist-info", "", 50, 1),
                        new PackageSize("python", "stray", "", 20, 1));
    }

    @Test
    void aDirectoryWithAllItsBytesInOneBelow_isLeftOut() {
        Inspection image = new ImageOf()
                .layer("1", new Layer().file("/usr/lib/x/big", 900, 'x').file("/usr/lib/y/small", 40, 'y'))
                .inspection();
        assertThat(image.tops().directories())
                .containsExactly(new SizedPath("/usr/lib/x", 900), new SizedPath("/usr/lib/y", 40));
        assertThat(image.tops().files().getFirst()).isEqualTo(new SizedPath("/usr/lib/x/big", 900));
    }

    @Test
    void aDifference_namesTheLayerAndTheDirectoryThatGrew() {
        Layer same = new Layer().file("/base", 100, 'b');
        Inspection before = new ImageOf()
                .layer("FROM", new Layer().file("/base", 100, 'b'))
                .layer("RUN make", new Layer().file("/opt/app/bin", 10, 'a').file("/opt/gone/x", 5, 'x'))
                .inspection();
        Inspection after = new ImageOf()
                .layer("FROM", same)
                .layer("RUN make", new Layer().file("/opt/app/bin", 500, 'a'))
                .inspection();
        ImageDiff diff = ImageDiff.of(before, after);
        assertThat(diff.layers()).containsExactly(new ImageDiff.Change("RUN make", 15, 500));
        assertThat(diff.directories())
                .containsExactly(new ImageDiff.Change("/opt/app", 10, 500), new ImageDiff.Change("/opt/gone", 5, 0));
        assertThat(diff.json().get("layers").get(0).get("growth").asLong()).isEqualTo(485);
    }

    @Test
    void jsonHasTheDocumentedFields() {
        var json = InspectionJson.of(new ImageOf()
                .layer("RUN a", new Layer().file("/a", 10, 'a'))
                .layer("RUN b", new Layer().whiteout("/a"))
                .inspection());
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "version",
                        "image",
                        "digest",
                        "platform",
                        "compressedBytes",
                        "unpackedBytes",
                        "dive",
                        "layers",
                        "wastedBytes",
                        "waste",
                        "directories",
                        "files",
                        "packages");
        assertThat(json.get("waste").get(0).toString())
                .isEqualTo("{\"cause\":\"deleted\",\"kind\":\"\",\"bytes\":10,\"files\":1,\"layer\":1,"
                        + "\"otherLayer\":2,\"largest\":[\"/a\"]}");
    }
}
