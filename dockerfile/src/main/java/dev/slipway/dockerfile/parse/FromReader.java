package dev.slipway.dockerfile.parse;

import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.syntax.Slice;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** FROM. */
final class FromReader {
    private FromReader() {}

    static Instruction read(Statement statement) {
        FlagValues flags = FlagReader.read(statement);
        List<Slice> words = statement.arguments().split();
        boolean named = words.size() == 3 && words.get(1).text().equalsIgnoreCase("AS");
        if (words.size() != 1 && !named) {
            boolean comment = words.size() > 1
                    && words.stream().anyMatch(word -> word.text().startsWith("#"));
            throw statement.wrongCount(
                    "image, or image AS name",
                    comment ? Optional.of("put the comment on a line of its own") : Optional.empty());
        }
        Optional<Word> name = named ? Optional.of(stageName(statement, words.get(2))) : Optional.empty();
        return new Instruction.From(
                statement.origin(), flags.get("platform"), words.getFirst().word(), name);
    }

    private static Word stageName(Statement statement, Slice word) {
        String name = word.text().toLowerCase(Locale.ROOT);
        if (!isStageName(name)) {
            throw statement.refuse(
                    Code.BAD_STAGE_NAME,
                    word.span(),
                    "cannot name a stage \"" + Quote.shorten(word.text())
                            + "\" (expected: a letter, then letters, digits, - _ and .)");
        }
        return new Word(name, word.span());
    }

    private static boolean isStageName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z';
            boolean other = (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
            if (!letter && (i == 0 || !other)) {
                return false;
            }
        }
        return true;
    }
}
