package dev.slipway.image.layer;

import dev.slipway.image.ImageException;

/** A tar stream is broken, passes a limit, or names something outside its root. */
public final class MalformedLayerException extends ImageException {
    private static final long serialVersionUID = 1L;

    private final String entry;
    private final long offset;

    /**
     * @param subject the stream: {@code layer sha256:9f2c…}, {@code context.tar}
     * @param entry name of the entry as in the archive, empty where it is not known
     * @param offset of the entry's header in the uncompressed tar, in bytes; negative where there is none
     * @param reason what is wrong and what was expected
     */
    public MalformedLayerException(String subject, String entry, long offset, String reason) {
        super("malformed-layer", message(subject, entry, offset, reason), "");
        this.entry = entry;
        this.offset = offset;
    }

    private static String message(String subject, String entry, long offset, String reason) {
        return "cannot read " + subject + (entry.isEmpty() ? "" : ": entry \"" + entry + "\"")
                + (offset < 0 ? "" : " at offset " + offset) + ": " + reason;
    }

    public String entry() {
        return entry;
    }

    public long offset() {
        return offset;
    }
}
