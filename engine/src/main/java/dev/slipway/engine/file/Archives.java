package dev.slipway.engine.file;

import com.github.luben.zstd.ZstdInputStream;
import dev.slipway.image.Limits;
import dev.slipway.image.layer.EntryGuard;
import dev.slipway.image.layer.LayerTarReader;
import dev.slipway.image.layer.MalformedLayerException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Recognises by content what ADD unpacks: a tar, plain or under gzip, bzip2, xz or zstd. An archive is what has a first
 * entry; an empty file, an empty tar and compressed other things are not one (BuildKit, ADD).
 */
public final class Archives {
    /** xz decoders may ask for gigabytes; this is what {@code xz -9} needs, and a little more. */
    private static final int XZ_MEMORY_KIB = 96 << 10;

    private static final int LONGEST_MAGIC = 8;
    private static final byte[] BZIP2 = {'B', 'Z', 'h'};
    private static final byte[] GZIP = {0x1F, (byte) 0x8B, 8};
    private static final byte[] XZ = {(byte) 0xFD, '7', 'z', 'X', 'Z', 0};
    private static final byte[] ZSTD = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD};

    private Archives() {}

    /** Opens a file's bytes. */
    @FunctionalInterface
    public interface Opener {
        InputStream open() throws IOException;
    }

    public static boolean isArchive(Opener file) {
        try (LayerTarReader tar = open(file, "archive")) {
            return tar.next().isPresent();
        } catch (MalformedLayerException e) {
            // a tar that begins with an entry of a name that is not allowed is still a tar
            return !e.entry().isEmpty();
        } catch (IOException e) {
            // what cannot be read at all is told by the copy that follows
            return false;
        }
    }

    /** @param subject names it in errors */
    public static LayerTarReader open(Opener file, String subject) throws IOException {
        InputStream in = new BufferedInputStream(file.open(), 1 << 16);
        try {
            return LayerTarReader.plain(decompress(in), subject, EntryGuard.CONFINE, Limits.DEFAULT);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static InputStream decompress(InputStream in) throws IOException {
        in.mark(LONGEST_MAGIC);
        byte[] head = in.readNBytes(LONGEST_MAGIC);
        in.reset();
        if (starts(head, GZIP)) {
            return new GZIPInputStream(in, 1 << 16);
        }
        if (starts(head, BZIP2)) {
            return new BZip2CompressorInputStream(in, true);
        }
        if (starts(head, XZ)) {
            return new XZInputStream(in, XZ_MEMORY_KIB);
        }
        return starts(head, ZSTD) || zstdSkippable(head) ? new ZstdInputStream(in) : in;
    }

    private static boolean starts(byte[] head, byte[] magic) {
        return Arrays.equals(head, 0, Math.min(head.length, magic.length), magic, 0, magic.length);
    }

    /** RFC 8878, section 3.1.2: a frame to be skipped, 0x184D2A50 to 0x184D2A5F. */
    private static boolean zstdSkippable(byte[] head) {
        return head.length == LONGEST_MAGIC
                && (head[0] & 0xF0) == 0x50
                && head[1] == 0x2A
                && head[2] == 0x4D
                && head[3] == 0x18;
    }
}
