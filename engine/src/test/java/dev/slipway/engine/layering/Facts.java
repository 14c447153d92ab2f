package dev.slipway.engine.layering;

import dev.slipway.image.Digest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;

/** What is compared of an entry, as text: the same from a disk and from a tar. */
final class Facts {
    private Facts() {}

    static String directory(int mode, long uid, long gid, SortedMap<String, byte[]> xattrs) {
        return "dir" + access(mode, uid, gid) + attributes(xattrs);
    }

    static String file(int mode, long uid, long gid, SortedMap<String, byte[]> xattrs, byte[] content) {
        boolean shown = content.length <= 12 && new String(content, StandardCharsets.US_ASCII).matches("[ -~]*");
        String text = shown
                ? " \"" + new String(content, StandardCharsets.US_ASCII) + "\""
                : " " + content.length + " bytes " + Digest.of(content).shortHex();
        return "file" + access(mode, uid, gid) + text + attributes(xattrs);
    }

    static String symlink(long uid, long gid, String target) {
        return "link " + uid + ":" + gid + " -> " + target;
    }

    static String fifo(int mode, long uid, long gid) {
        return "fifo" + access(mode, uid, gid);
    }

    static String device(int mode, long uid, long gid, boolean block, long major, long minor) {
        return (block ? "block " : "char ") + major + ":" + minor + access(mode, uid, gid);
    }

    private static String access(int mode, long uid, long gid) {
        return " " + Integer.toOctalString(mode & 07777) + " " + uid + ":" + gid;
    }

    private static String attributes(SortedMap<String, byte[]> xattrs) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, byte[]> attribute : xattrs.entrySet()) {
            text.append(' ').append(attribute.getKey()).append('=');
            text.append(
                    attribute.getKey().startsWith("user.")
                            ? new String(attribute.getValue(), StandardCharsets.UTF_8)
                            : HexFormat.of().formatHex(attribute.getValue()));
        }
        return text.toString();
    }
}
