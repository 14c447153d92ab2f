package dev.slipway.dockerfile;

/** A source of COPY or ADD. */
public sealed interface TransferSource {
    Span span();

    /** A path, wildcard pattern, URL or git address; expanded. */
    record Path(Word word) implements TransferSource {
        @Override
        public Span span() {
            return word.span();
        }
    }

    /** A file written in the Dockerfile; its content is expanded by the builder unless the delimiter is quoted. */
    record Inline(Heredoc heredoc) implements TransferSource {
        @Override
        public Span span() {
            return heredoc.span();
        }
    }
}
