package dev.slipway.dockerfile.parse;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.TransferFlags;
import dev.slipway.dockerfile.TransferSource;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.expand.HeredocOperator;
import dev.slipway.dockerfile.syntax.HeredocNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** COPY and ADD. */
final class TransferReader {
    private final Statement statement;

    private TransferReader(Statement statement) {
        this.statement = statement;
    }

    static Instruction copy(Statement statement) {
        TransferFlags flags = flags(statement);
        List<TransferSource> sources = new TransferReader(statement).places();
        return new Instruction.Copy(statement.origin(), flags, withoutLast(sources), last(sources));
    }

    static Instruction add(Statement statement) {
        TransferFlags flags = flags(statement);
        List<TransferSource> sources = new TransferReader(statement).places();
        return new Instruction.Add(statement.origin(), flags, withoutLast(sources), last(sources));
    }

    private static TransferFlags flags(Statement statement) {
        FlagValues flags = FlagReader.read(statement);
        return new TransferFlags(
                new TransferFlags.Placement(
                        flags.get("chown"),
                        flags.get("chmod"),
                        flags.get("link"),
                        flags.get("parents"),
                        flags.all("exclude")),
                flags.get("from"),
                flags.get("checksum"),
                flags.get("keep-git-dir"),
                flags.get("unpack"));
    }

    private static List<TransferSource> withoutLast(List<TransferSource> places) {
        return places.subList(0, places.size() - 1);
    }

    private static Word last(List<TransferSource> places) {
        return ((TransferSource.Path) places.getLast()).word();
    }

    /** All sources and, as the last path, the destination. */
    private List<TransferSource> places() {
        List<Word> words = ArgumentReader.list(statement);
        HeredocReader.read(statement);
        List<TransferSource> places = new ArrayList<>(words.size());
        int heredocs = 0;
        for (Word word : words) {
            Optional<HeredocNode> node = heredocAt(word.span());
            if (node.isPresent()) {
                heredocs++;
                places.add(new TransferSource.Inline(HeredocReader.read(node.get())));
            } else {
                checkNotStrayHeredoc(word);
                places.add(new TransferSource.Path(word));
            }
        }
        if (heredocs < statement.heredocs().size()) {
            throw stray(statement.heredocs().getFirst().operatorSpan());
        }
        if (words.size() < 2) {
            throw statement.wrongCount("at least one source, and a destination");
        }
        if (places.getLast() instanceof TransferSource.Inline inline) {
            throw statement.refuse(
                    Code.BAD_SYNTAX,
                    inline.span(),
                    "cannot write to a heredoc: \"" + words.getLast().text() + "\" of " + statement.name()
                            + " (expected: a path as the destination)");
        }
        return places;
    }

    private Optional<HeredocNode> heredocAt(Span span) {
        return statement.heredocs().stream()
                .filter(node -> node.operatorSpan().equals(span))
                .findFirst();
    }

    /** {@code <<EOF} on a line whose quotes do not match is no operator to the lexer, but nobody means a file by it. */
    private void checkNotStrayHeredoc(Word word) {
        boolean json =
                statement.arguments().text().startsWith("[") && word.text().length() + 2 <= width(word.span());
        if (!json && HeredocOperator.parseWhole(word.text()).isPresent()) {
            throw stray(word.span());
        }
    }

    private static int width(Span span) {
        return span.startLine() == span.endLine() ? span.endColumn() - span.startColumn() + 1 : Integer.MAX_VALUE;
    }

    private DockerfileException stray(Span span) {
        return statement.refuse(
                Code.BAD_SYNTAX,
                span,
                "cannot read the heredoc of " + statement.name()
                        + " (expected: <<NAME as one word, without white space)",
                Optional.of("write <<EOF, and match all quotes of the line"));
    }
}
