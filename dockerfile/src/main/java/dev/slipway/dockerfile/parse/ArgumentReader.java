package dev.slipway.dockerfile.parse;

import dev.slipway.dockerfile.Blanks;
import dev.slipway.dockerfile.DockerfileException.Code;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.syntax.JsonArray;
import dev.slipway.dockerfile.syntax.Slice;
import java.util.ArrayList;
import java.util.List;

/** Plain arguments: one to the end of the line, or a list. */
final class ArgumentReader {
    private ArgumentReader() {}

    /** The rest of the line as one word: WORKDIR, USER, STOPSIGNAL, MAINTAINER. */
    static Word single(Statement statement, String expected) {
        if (statement.arguments().isEmpty()) {
            throw statement.wrongCount(expected);
        }
        return statement.arguments().word();
    }

    /** EXPOSE: separated by white space. */
    static List<Word> ports(Statement statement) {
        List<Word> words = words(statement.arguments());
        if (words.isEmpty()) {
            throw statement.wrongCount("at least one port, such as 8080/tcp");
        }
        return words;
    }

    /** VOLUME: a JSON array or separated by white space. */
    static List<Word> volumes(Statement statement) {
        List<Word> paths = new ArrayList<>();
        for (Word word : list(statement)) {
            Word path = new Word(Blanks.trim(word.text()), word.span());
            if (path.text().isEmpty()) {
                throw statement.refuse(
                        Code.BAD_SYNTAX, word.span(), "cannot read VOLUME: \"\" (expected: a path in the image)");
            }
            paths.add(path);
        }
        if (paths.isEmpty()) {
            throw statement.wrongCount("at least one path");
        }
        return paths;
    }

    /** A JSON array of strings, or words separated by white space; quotes outside JSON separate nothing. */
    static List<Word> list(Statement statement) {
        Slice arguments = statement.arguments();
        JsonArray.Result json = CommandReader.array(statement, arguments);
        if (json.form() != JsonArray.Form.STRINGS) {
            return words(arguments);
        }
        List<Word> words = new ArrayList<>();
        for (JsonArray.Element element : json.elements()) {
            words.add(new Word(element.value(), element.slice().span()));
        }
        return words;
    }

    private static List<Word> words(Slice arguments) {
        List<Word> words = new ArrayList<>();
        for (Slice part : arguments.split()) {
            words.add(part.word());
        }
        return words;
    }
}
