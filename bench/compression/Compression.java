import com.sun.management.OperatingSystemMXBean;
import dev.slipway.image.Compression;
import dev.slipway.image.layer.CompressionPool;
import dev.slipway.image.layer.LayerBlob;
import dev.slipway.image.layer.LayerBlobWriter;
import dev.slipway.image.layer.LayerCompression;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Compresses tars as layers, the blobs thrown away, and prints a line for each: throughput of the uncompressed bytes,
 * processor time a GiB with both digests, size. Arguments: threads, compressions such as {@code gzip:4}, {@code --}, tars.
 * The first tar is compressed once before, so that everything is compiled.
 */
final class CompressionBench {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    public static void main(String[] args) throws Exception {
        int threads = Integer.parseInt(args[0]);
        int split = Arrays.asList(args).indexOf("--");
        System.out.println("| compression | data | MB/s | CPU s/GiB | bytes | % |");
        System.out.println("| --- | --- | ---: | ---: | ---: | ---: |");
        for (int i = 1; i < split; i++) {
            String[] parts = args[i].split(":");
            LayerCompression compression = new LayerCompression(
                    Compression.valueOf(parts[0].toUpperCase(Locale.ROOT)), Integer.parseInt(parts[1]));
            compress(compression, Path.of(args[split + 1]), threads);
            for (int j = split + 1; j < args.length; j++) {
                measure(compression, args[i], Path.of(args[j]), threads);
            }
        }
    }

    private static void measure(LayerCompression compression, String name, Path tar, int threads) throws Exception {
        long cpu = PROCESS.getProcessCpuTime();
        long start = System.nanoTime();
        LayerBlob blob = compress(compression, tar, threads);
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuSeconds = (PROCESS.getProcessCpuTime() - cpu) / 1e9;
        long bytes = blob.uncompressedBytes();
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %.0f | %.2f | %d | %.2f |%n",
                name,
                tar.getFileName().toString().replace(".tar", ""),
                bytes / 1e6 / seconds,
                cpuSeconds / bytes * (1L << 30),
                blob.descriptor().sizeBytes(),
                100.0 * blob.descriptor().sizeBytes() / bytes);
    }

    private static LayerBlob compress(LayerCompression compression, Path tar, int threads) throws Exception {
        try (CompressionPool pool = CompressionPool.of(threads);
                LayerBlobWriter out = LayerBlobWriter.to(OutputStream.nullOutputStream(), compression, pool);
                InputStream in = Files.newInputStream(tar)) {
            byte[] buffer = new byte[128 * 1024];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
            }
            return out.finish();
        }
    }
}
