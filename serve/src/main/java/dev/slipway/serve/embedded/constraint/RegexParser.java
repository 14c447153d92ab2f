package dev.slipway.serve.embedded.constraint;

import dev.slipway.serve.embedded.constraint.Pattern.Choice;
import dev.slipway.serve.embedded.constraint.Pattern.Repeat;
import dev.slipway.serve.embedded.constraint.Pattern.Sequence;
import dev.slipway.serve.engine.ServeException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a regular expression that is to match a whole text: alternatives, groups, classes, the usual escapes and quantifiers.
 * Look-around, back references, word borders and Unicode properties are refused.
 */
final class RegexParser {
    private static final int DEEPEST = 200;
    static final int MOST_REPEATS = 4096;

    private static final Characters DIGITS = Characters.of('0', '9');
    private static final Characters WORD = Characters.of('0', '9', 'A', 'Z', '_', '_', 'a', 'z');
    private static final Characters SPACE = Characters.of('\t', '\r', ' ', ' ');
    private static final Characters NO_LINE = Characters.of('\n', '\n').others();

    private final String name;
    private final boolean inJson;
    private final int[] source;
    private int at;
    private int depth;

    private RegexParser(String name, String source, boolean inJson) {
        this.name = name;
        this.inJson = inJson;
        this.source = source.codePoints().toArray();
    }

    /** @param name what the request calls it */
    static Pattern parse(String name, String source) {
        return parse(new RegexParser(name, source, false));
    }

    /** The texts as they are written between the quotes of a JSON string. */
    static Pattern parseForJson(String name, String source) {
        return parse(new RegexParser(name, source, true));
    }

    private static Pattern parse(RegexParser parser) {
        Pattern pattern = parser.alternatives();
        if (parser.at < parser.source.length) {
            throw parser.refusal("\")\" without \"(\"");
        }
        return pattern;
    }

    private Pattern alternatives() {
        if (++depth > DEEPEST) {
            throw refusal("groups within groups (expected: at most " + DEEPEST + ")");
        }
        List<Pattern> options = new ArrayList<>();
        do {
            options.add(sequence());
        } while (skip('|'));
        depth--;
        return options.size() == 1 ? options.getFirst() : new Choice(options);
    }

    private Pattern sequence() {
        List<Pattern> parts = new ArrayList<>();
        if (depth == 1) {
            skip('^');
        }
        while (at < source.length && source[at] != '|' && source[at] != ')') {
            if (source[at] == '$' && (at + 1 == source.length || depth == 1 && source[at + 1] == '|')) {
                at++;
            } else {
                parts.add(quantified(atom()));
            }
        }
        return new Sequence(parts);
    }

    private Pattern atom() {
        int c = source[at++];
        return switch (c) {
            case '(' -> group();
            case '[' -> written(characterClass());
            case '.' -> written(NO_LINE);
            case '\\' -> written(escape());
            case '*', '+', '?' -> throw refusal("\"" + Character.toString(c) + "\" after nothing");
            case '^', '$' -> throw refusal("\"" + Character.toString(c) + "\" within the expression");
            default -> written(Characters.of(c, c));
        };
    }

    private Pattern written(Characters characters) {
        return inJson ? JsonText.written(characters) : characters.pattern();
    }

    private Pattern group() {
        if (skip('?')) {
            if (skip('P') || at < source.length && source[at] == '<') {
                boolean name = skip('<') && at < source.length && Character.isLetter(source[at]);
                if (!name) {
                    throw refusal("look-around or a back reference");
                }
                while (at < source.length && source[at] != '>') {
                    at++;
                }
                expect('>');
            } else if (!skip(':')) {
                throw refusal("look-around or a flag");
            }
        }
        Pattern inner = alternatives();
        expect(')');
        return inner;
    }

    private Pattern quantified(Pattern part) {
        Pattern made = part;
        while (at < source.length) {
            if (skip('*')) {
                made = new Repeat(made, 0, -1);
            } else if (skip('+')) {
                made = new Repeat(made, 1, -1);
            } else if (skip('?')) {
                made = new Repeat(made, 0, 1);
            } else if (source[at] == '{') {
                made = counted(made);
            } else {
                break;
            }
            // Lazy: matches the same texts.
            if (at < source.length && source[at] == '?') {
                at++;
            }
        }
        return made;
    }

    private Pattern counted(Pattern part) {
        at++;
        int least = at < source.length && source[at] == ',' ? 0 : number();
        int most = least;
        if (skip(',')) {
            most = at < source.length && source[at] == '}' ? -1 : number();
        }
        expect('}');
        if (most != -1 && most < least) {
            throw refusal("{" + least + "," + most + "}");
        }
        return new Repeat(part, least, most);
    }

    private int number() {
        int value = 0;
        int from = at;
        while (at < source.length && source[at] >= '0' && source[at] <= '9') {
            value = value * 10 + source[at++] - '0';
            if (value > MOST_REPEATS) {
                throw refusal("more than " + MOST_REPEATS + " repetitions");
            }
        }
        if (from == at) {
            throw refusal("\"{\" without a number (write \"\\{\" for the character)");
        }
        return value;
    }

    private Characters characterClass() {
        boolean others = skip('^');
        Characters all = Characters.of();
        boolean first = true;
        while (at < source.length && (source[at] != ']' || first)) {
            first = false;
            Characters low = source[at] == '\\' ? escapeAfter() : Characters.of(source[at], source[at++]);
            if (at + 1 < source.length && source[at] == '-' && source[at + 1] != ']') {
                at++;
                Characters high = source[at] == '\\' ? escapeAfter() : Characters.of(source[at], source[at++]);
                all = all.and(Characters.of(single(low), single(high)));
            } else {
                all = all.and(low);
            }
        }
        expect(']');
        Characters wanted = others ? all.others() : all;
        if (wanted.ranges().isEmpty()) {
            throw refusal("a class without characters");
        }
        return wanted;
    }

    private Characters escapeAfter() {
        at++;
        return escape();
    }

    private int single(Characters characters) {
        if (characters.ranges().size() != 1
                || characters.ranges().getFirst().first()
                        != characters.ranges().getFirst().last()) {
            throw refusal("a range between what are not two characters");
        }
        return characters.ranges().getFirst().first();
    }

    private Characters escape() {
        if (at == source.length) {
            throw refusal("\"\\\" at the end");
        }
        int c = source[at++];
        return switch (c) {
            case 'd' -> DIGITS;
            case 'D' -> DIGITS.others();
            case 'w' -> WORD;
            case 'W' -> WORD.others();
            case 's' -> SPACE;
            case 'S' -> SPACE.others();
            case 't' -> Characters.of('\t', '\t');
            case 'n' -> Characters.of('\n', '\n');
            case 'r' -> Characters.of('\r', '\r');
            case 'f' -> Characters.of('\f', '\f');
            case 'v' -> Characters.of(0x0b, 0x0b);
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            default -> {
                if (Character.isLetterOrDigit(c)) {
                    throw refusal("\"\\" + Character.toString(c) + "\"");
                }
                yield Characters.of(c, c);
            }
        };
    }

    private Characters hex(int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = at < source.length ? Character.digit(source[at++], 16) : -1;
            if (digit < 0) {
                throw refusal("an escape without its " + digits + " digits");
            }
            value = value * 16 + digit;
        }
        return Characters.of(value, value);
    }

    private boolean skip(int c) {
        if (at < source.length && source[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(int c) {
        if (!skip(c)) {
            throw refusal("no \"" + Character.toString(c) + "\"");
        }
    }

    private ServeException refusal(String what) {
        return ServeException.invalid(name + ": " + what + " at character " + at
                + " (expected: alternatives, groups, classes and quantifiers)");
    }
}
