package dev.slipway.dockerfile.expand;

/** What is wrong with a word, before it is known where the word stands. Never leaves the package. */
final class ExpansionFault extends RuntimeException {
    ExpansionFault(String message) {
        super(message, null, false, false);
    }
}
