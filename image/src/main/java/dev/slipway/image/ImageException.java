package dev.slipway.image;

/**
 * What went wrong with an image, a layer or a place that images live in. Each subclass carries its own facts.
 *
 * <p>The message names the subject and what was expected; {@link #hint} is one sentence for the user and may be empty.
 */
public abstract class ImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String hint;

    protected ImageException(String code, String message, String hint, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.hint = hint;
    }

    protected ImageException(String code, String message, String hint) {
        super(message);
        this.code = code;
        this.hint = hint;
    }

    /** A stable word for machines: {@code malformed-image}. */
    public String code() {
        return code;
    }

    /** What the user can do about it; empty when there is nothing to say. */
    public String hint() {
        return hint;
    }
}
