package dev.slipway.dockerfile;

/**
 * A here-document of RUN, COPY or ADD (Dockerfile reference, Here-Documents).
 *
 * @param name the delimiter without quotes, {@code EOF} in {@code <<EOF}; for COPY also the file name
 * @param fileDescriptor the number before {@code <<}, 0 where none is written
 * @param expand false when the delimiter was quoted: variables are then left alone
 * @param chomp true for {@code <<-}: leading tabs are already stripped from {@code content}
 * @param content the body, with its final newline
 * @param span from the {@code <<} of the instruction line; {@code contentSpan} covers the body and the terminator
 * @param contentSpan the body's lines
 */
public record Heredoc(
        String name, int fileDescriptor, boolean expand, boolean chomp, String content, Span span, Span contentSpan) {}
