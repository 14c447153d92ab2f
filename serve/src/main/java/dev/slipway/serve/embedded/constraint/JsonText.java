package dev.slipway.serve.embedded.constraint;

import static dev.slipway.serve.embedded.constraint.Pattern.all;
import static dev.slipway.serve.embedded.constraint.Pattern.any;
import static dev.slipway.serve.embedded.constraint.Pattern.optional;
import static dev.slipway.serve.embedded.constraint.Pattern.text;

import dev.slipway.serve.embedded.constraint.Pattern.Repeat;
import dev.slipway.serve.embedded.constraint.Pattern.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * JSON's texts as patterns (RFC 8259). White space is bounded, and so are numbers, so that an answer cannot be made of them
 * alone; values of any kind nest through the rule {@link #VALUE}.
 */
final class JsonText {
    static final String VALUE = "any JSON value";
    private static final Pattern HEX =
            Characters.of('0', '9', 'A', 'F', 'a', 'f').pattern();
    private static final Pattern DIGIT = Characters.of('0', '9').pattern();

    static final Pattern SPACE = optional(any(
            text(" "),
            all(text("\n"), new Repeat(Characters.of(' ', ' ', '\t', '\t').pattern(), 0, 20))));

    /** One character of a string, however it is written. */
    static final Pattern CHARACTER = any(
            Characters.of(0x20, 0x21, 0x23, 0x5B, 0x5D, Characters.LAST).pattern(),
            all(
                    text("\\"),
                    any(
                            Characters.of(
                                            '"', '"', '/', '/', '\\', '\\', 'b', 'b', 'f', 'f', 'n', 'n', 'r', 'r', 't',
                                            't')
                                    .pattern(),
                            all(
                                    text("u"),
                                    any(
                                            all(
                                                    Characters.of('0', '9', 'A', 'C', 'E', 'F', 'a', 'c', 'e', 'f')
                                                            .pattern(),
                                                    HEX),
                                            // Not the halves of a pair: one alone is no character.
                                            all(
                                                    Characters.of('D', 'D', 'd', 'd')
                                                            .pattern(),
                                                    Characters.of('0', '7').pattern())),
                                    HEX,
                                    HEX))));

    static final Pattern INTEGER =
            all(optional(text("-")), any(text("0"), all(Characters.of('1', '9').pattern(), new Repeat(DIGIT, 0, 15))));
    static final Pattern NUMBER = all(
            INTEGER,
            optional(all(text("."), new Repeat(DIGIT, 1, 16))),
            optional(all(
                    Characters.of('E', 'E', 'e', 'e').pattern(),
                    optional(Characters.of('+', '+', '-', '-').pattern()),
                    new Repeat(DIGIT, 1, 2))));
    static final Pattern STRING = string(new Repeat(CHARACTER, 0, -1));
    static final Pattern BOOLEAN = any(text("true"), text("false"));
    static final Pattern NULL = text("null");
    static final Pattern OBJECT = object(member(STRING, new Rule(VALUE)));
    static final Pattern ARRAY = array(new Rule(VALUE), 0, -1);

    static final Map<String, Pattern> RULES = Map.of(VALUE, any(OBJECT, ARRAY, STRING, NUMBER, BOOLEAN, NULL));

    private JsonText() {}

    /** One of these characters within a string; those that cannot stand there have an escape. */
    static Pattern written(Characters characters) {
        List<Pattern> options = new ArrayList<>();
        Characters special = Characters.of(0, 0x1F, '"', '"', '\\', '\\');
        Characters plain = characters.without(special);
        if (!plain.ranges().isEmpty()) {
            options.add(plain.pattern());
        }
        for (Characters.Range range : characters.without(special.others()).ranges()) {
            for (int c = range.first(); c <= range.last(); c++) {
                options.add(text(c < 0x20 ? String.format("\\u%04x", c) : "\\" + Character.toString(c)));
            }
        }
        return new Pattern.Choice(options);
    }

    static Pattern string(Pattern content) {
        return all(text("\""), content, text("\""));
    }

    static Pattern member(Pattern key, Pattern value) {
        return all(key, text(":"), SPACE, value);
    }

    /** Any number of members of one kind. */
    static Pattern object(Pattern member) {
        return all(text("{"), SPACE, optional(all(list(member, 1, -1), SPACE)), text("}"));
    }

    /** @param most -1 for any number */
    static Pattern array(Pattern item, int least, int most) {
        Pattern items = most == 0 ? Pattern.EMPTY : all(list(item, Math.max(1, least), most), SPACE);
        return all(text("["), SPACE, least == 0 ? optional(items) : items, text("]"));
    }

    private static Pattern list(Pattern item, int least, int most) {
        return all(item, new Repeat(all(SPACE, text(","), SPACE, item), least - 1, most == -1 ? -1 : most - 1));
    }
}
