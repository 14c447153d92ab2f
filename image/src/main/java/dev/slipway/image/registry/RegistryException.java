package dev.slipway.image.registry;

import dev.slipway.image.ImageException;

/** A registry refused, answered with nonsense, or could not be reached. */
public final class RegistryException extends ImageException {
    private static final long serialVersionUID = 1L;

    private final Answer answer;

    /**
     * What the registry answered.
     *
     * @param url without query and user, which may hold secrets
     * @param status HTTP status; 0 when there was no answer
     * @param code the registry's word, such as {@code MANIFEST_UNKNOWN}; empty when it gave none
     * @param body the start of the answer, at most 64 KiB
     */
    public record Answer(String url, int status, String code, String body) implements java.io.Serializable {
        static Answer none(String url) {
            return new Answer(url, 0, "", "");
        }
    }

    RegistryException(String message, String hint, Answer answer) {
        super("registry", message, hint);
        this.answer = answer;
    }

    RegistryException(String message, String hint, Answer answer, Throwable cause) {
        super("registry", message, hint, cause);
        this.answer = answer;
    }

    public Answer answer() {
        return answer;
    }

    public int status() {
        return answer.status();
    }
}
