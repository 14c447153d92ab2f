package dev.slipway.image;

/** A manifest, index, config, layout or archive does not follow its specification, or passes a limit. */
public final class MalformedImageException extends ImageException {
    private static final long serialVersionUID = 1L;

    private final String subject;

    /**
     * @param subject what was read: {@code manifest sha256:9f2c…}, {@code /path/index.json}
     * @param reason what is wrong and what was expected
     */
    public MalformedImageException(String subject, String reason) {
        super("malformed-image", "cannot read " + subject + ": " + reason, "");
        this.subject = subject;
    }

    public MalformedImageException(String subject, String reason, Throwable cause) {
        super("malformed-image", "cannot read " + subject + ": " + reason, "", cause);
        this.subject = subject;
    }

    public String subject() {
        return subject;
    }
}
