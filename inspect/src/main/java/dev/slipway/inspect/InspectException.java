package dev.slipway.inspect;

/** An image, or a file of rules for it, that cannot be inspected. Never holds a secret. */
public final class InspectException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    /** @param hint one imperative sentence, or empty */
    public InspectException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    public String hint() {
        return hint;
    }
}
