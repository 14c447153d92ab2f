package dev.slipway.engine.source.debootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.ImagePath;
import dev.slipway.image.Limits;
import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.image.layer.LayerTarReader;
import dev.slipway.image.layer.LayerTarWriter;
import dev.slipway.image.layer.TarTimes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BaseImageTarTest {
    private static final EntryMetadata METADATA = EntryMetadata.of(0755, 0, 0, 5);

    @Test
    void whatIsOfThisMachineOrRun_isLeftOut_andDevIsAdded() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BaseImageTar.copy(
                new ByteArrayInputStream(tar(
                        "/",
                        "/dev/null",
                        "/etc/",
                        "/etc/hostname",
                        "/etc/issue",
                        "/etc/resolv.conf",
                        "/run/",
                        "/run/lock/",
                        "/run/x.pid",
                        "/var/cache/apt/",
                        "/var/cache/apt/archives/",
                        "/var/cache/apt/archives/lock",
                        "/var/cache/apt/pkgcache.bin",
                        "/var/lib/apt/lists/",
                        "/var/lib/apt/lists/lock",
                        "/var/log/",
                        "/var/log/apt/",
                        "/var/log/apt/history.log",
                        "/var/log/dpkg.log",
                        "/var/log/wtmp")),
                out,
                Instant.ofEpochSecond(9));
        assertThat(names(out.toByteArray()))
                .containsExactly(
                        "/",
                        "/dev",
                        "/etc",
                        "/etc/issue",
                        "/run",
                        "/run/lock",
                        "/var/cache/apt",
                        "/var/cache/apt/archives",
                        "/var/lib/apt/lists",
                        "/var/log",
                        "/var/log/apt",
                        "/var/log/wtmp");
    }

    private static byte[] tar(String... names) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LayerTarWriter tar = LayerTarWriter.plain(out, TarTimes.WHOLE_SECONDS);
        for (String name : names) {
            ImagePath path = ImagePath.of(name);
            tar.put(
                    name.endsWith("/")
                            ? new LayerEntry.Directory(path, METADATA)
                            : new LayerEntry.RegularFile(path, METADATA, 0));
        }
        tar.finish();
        return out.toByteArray();
    }

    private static List<String> names(byte[] tar) throws IOException {
        List<String> names = new ArrayList<>();
        try (LayerTarReader reader = LayerTarReader.layer(new ByteArrayInputStream(tar), "test", Limits.DEFAULT)) {
            for (Optional<LayerEntry> next; (next = reader.next()).isPresent(); ) {
                names.add(next.get().path().value());
            }
        }
        return names;
    }
}
