package dev.slipway.serve.embedded.template;

/** A template that cannot be read or rendered; the message says why. */
final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TemplateException(String message) {
        super(message, null, false, false);
    }
}
