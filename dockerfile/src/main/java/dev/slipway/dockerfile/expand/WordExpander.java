package dev.slipway.dockerfile.expand;

import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Heredoc;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.dockerfile.Word;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Expands instruction words: {@code $v}, {@code ${v}} and the modifiers {@code :-  -  :+  +  :?  ?  #  ##  %  %%  /
 * //}, with nesting; removes quotes and escapes (Dockerfile reference, Environment replacement). Immutable.
 *
 * <p>All methods fail with {@link DockerfileException} at the word's span, code {@code BAD_EXPANSION}: an unclosed
 * quote or brace, an unknown modifier, a bad pattern, or {@code ${v:?message}} without a value.
 */
public final class WordExpander {
    private final SourceText source;
    private final char escape;

    /**
     * @param escape the file's escape character, see {@code Dockerfile.escape()}
     */
    public WordExpander(SourceText source, char escape) {
        this.source = source;
        this.escape = escape;
    }

    /** Expands a word; {@link Expansion#value()} is the single-word result, {@link Expansion#words()} the split one. */
    public Expansion expand(Word word, Variables variables) {
        return expand(word.text(), word.span(), ShellLexer.Options.words(escape), variables);
    }

    /**
     * Expands an inline file of COPY or ADD: variables and backslash escapes, quotes are plain text. A heredoc with a
     * quoted delimiter comes back as it is.
     */
    public Expansion expandContent(Heredoc heredoc, Variables variables) {
        if (!heredoc.expand()) {
            return new Expansion(heredoc.content(), List.of(), Set.of(), Set.of(), Set.of());
        }
        return expand(heredoc.content(), heredoc.span(), ShellLexer.Options.content(), variables);
    }

    /**
     * An instruction's text as progress shows it: set variables replaced, quotes, escapes and all else as written. A text
     * that cannot be read comes back as it is.
     */
    public String display(String text, Variables variables) {
        try {
            return new ShellLexer(text, ShellLexer.Options.display(escape), new Lookups(variables))
                    .run()
                    .value();
        } catch (ExpansionFault fault) {
            return text;
        }
    }

    private Expansion expand(String text, Span span, ShellLexer.Options options, Variables variables) {
        Lookups lookups = new Lookups(variables);
        try {
            ShellLexer.Result result = new ShellLexer(text, options, lookups).run();
            List<String> words =
                    result.words().stream().map(SplitWords.Part::text).toList();
            return new Expansion(result.value(), words, lookups.used, lookups.defaulted, lookups.undefined);
        } catch (ExpansionFault fault) {
            throw new DockerfileException(
                    DockerfileException.Code.BAD_EXPANSION, source, span, fault.getMessage(), Optional.empty());
        }
    }

    /**
     * The refusal of an undefined variable where nothing cannot be meant, as in FROM: code
     * {@code UNDEFINED_VARIABLE}, with the nearest name in scope as the hint.
     *
     * @param instruction the keyword, {@code "FROM"}
     * @param name one of {@link Expansion#undefined()}
     */
    public DockerfileException undefined(String instruction, Word word, String name, Variables scope) {
        return new DockerfileException(
                DockerfileException.Code.UNDEFINED_VARIABLE,
                source,
                word.span(),
                "cannot expand " + instruction + ": variable \"" + name + "\" is not set (expected: "
                        + (instruction.equals("FROM")
                                ? "an ARG with a value before the first FROM, or a build argument"
                                : "a variable in scope")
                        + ")",
                Optional.of(Suggestion.closest(name, scope.names())
                        .map(near -> "use \"" + near + "\", which is set")
                        .orElse("declare it with ARG " + name + "=… or give it with --build-arg " + name + "=…")));
    }
}
