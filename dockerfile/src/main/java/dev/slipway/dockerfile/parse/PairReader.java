package dev.slipway.dockerfile.parse;

import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.KeyValue;
import dev.slipway.dockerfile.syntax.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code key=value …} of ENV, LABEL and ARG, and the old {@code key value} of the first two. */
final class PairReader {
    private final Statement statement;

    PairReader(Statement statement) {
        this.statement = statement;
    }

    /** ENV and LABEL. The first word decides: without {@code =} the rest of the line is its value. */
    List<KeyValue> pairs() {
        List<Slice> words = QuotedWords.split(statement.arguments(), statement.escape());
        if (words.isEmpty()) {
            throw statement.wrongCount("at least one name=value");
        }
        if (words.getFirst().text().indexOf('=') < 0) {
            return List.of(legacy());
        }
        List<KeyValue> pairs = new ArrayList<>(words.size());
        for (Slice word : words) {
            if (word.text().indexOf('=') < 0) {
                throw statement.refuse(
                        Code.BAD_SYNTAX,
                        word.span(),
                        "cannot read " + statement.name() + ": \"" + Quote.shorten(word.text())
                                + "\" (expected: name=value)",
                        Optional.of("put a value that holds spaces in quotes"));
            }
            pairs.add(pair(word));
        }
        return pairs;
    }

    /** ARG. */
    List<KeyValue> arguments() {
        List<Slice> words = QuotedWords.split(statement.arguments(), statement.escape());
        if (words.isEmpty()) {
            throw statement.wrongCount("at least one name or name=default");
        }
        List<KeyValue> pairs = new ArrayList<>(words.size());
        for (Slice word : words) {
            pairs.add(pair(word));
        }
        return pairs;
    }

    private KeyValue legacy() {
        Slice key = statement.arguments().head();
        Slice value = statement.arguments().tail();
        if (value.isEmpty()) {
            throw statement.wrongCount("name=value");
        }
        return new KeyValue(key.word(), Optional.of(value.word()));
    }

    private KeyValue pair(Slice word) {
        int equals = word.text().indexOf('=');
        if (equals < 0) {
            return new KeyValue(word.word(), Optional.empty());
        }
        if (equals == 0) {
            throw statement.refuse(
                    Code.BAD_SYNTAX,
                    word.span(),
                    "cannot read " + statement.name() + ": \"" + Quote.shorten(word.text())
                            + "\" (expected: a name before the =)");
        }
        int at = word.start() + equals;
        return new KeyValue(
                word.part(word.start(), at).word(),
                Optional.of(word.part(at + 1, word.end()).word()));
    }
}
