package dev.slipway.serve.embedded;

import dev.slipway.serve.embedded.gguf.GgufFile;
import dev.slipway.serve.embedded.llama.Vocabulary;
import dev.slipway.serve.embedded.template.ChatTemplate;
import dev.slipway.serve.engine.ChatPrompt;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.ServeException;
import java.util.List;
import java.util.Optional;

/** A model's texts and tokens, with everything that callers send checked. */
final class ModelText {
    private final Vocabulary vocabulary;
    private final Optional<ChatTemplate> template;

    ModelText(Vocabulary vocabulary, GgufFile file) {
        this.vocabulary = vocabulary;
        template = file.chatTemplate()
                .map(source -> new ChatTemplate(source, mark(vocabulary.start()), mark(vocabulary.end())));
    }

    /** The prompt's tokens; at least one. */
    int[] tokens(Prompt prompt) {
        int[] tokens = switch (prompt) {
            case Prompt.Text(String text) -> tokenize(text, true);
            case Prompt.Tokens(List<Integer> ids) -> checked(ids, "input_ids");
            case Prompt.Chat(ChatPrompt chat) -> chatTokens(render(chat));
            case Prompt.Continued(Prompt start, List<Integer> generated) ->
                joined(tokens(start), checked(generated, "generated"));
        };
        if (tokens.length == 0) {
            throw ServeException.invalid("the prompt is empty (expected: at least one token)");
        }
        return tokens;
    }

    int[] tokenize(String text, boolean marks) {
        int bytes = text.length(); // at least as many in UTF-8
        if (bytes > Vocabulary.LONGEST_BYTES) {
            throw ServeException.invalid(
                    "text: " + bytes + " characters (expected: at most " + Vocabulary.LONGEST_BYTES + " bytes)");
        }
        try {
            return vocabulary.tokenize(text, marks, true);
        } catch (IllegalArgumentException e) {
            throw ServeException.invalid(e.getMessage());
        }
    }

    String detokenize(List<Integer> ids) {
        return vocabulary.detokenize(checked(ids, "tokens"), false);
    }

    String render(ChatPrompt chat) {
        return template.orElseThrow(() -> new ServeException(
                        ServeException.Code.UNIMPLEMENTED,
                        "messages: this model has no chat template (expected: a prompt as text or tokens)"))
                .render(chat);
    }

    /** Templates may or may not write the start mark; the model reads it once. */
    private int[] chatTokens(String text) {
        return tokenize(text, !(vocabulary.addsStart() && text.startsWith(mark(vocabulary.start()))));
    }

    private int[] checked(List<Integer> ids, String name) {
        for (int id : ids) {
            if (!vocabulary.contains(id)) {
                throw ServeException.invalid(name + ": " + id + " (expected: 0 to " + (vocabulary.size() - 1) + ")");
            }
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    private String mark(int token) {
        return token < 0 ? "" : new String(vocabulary.piece(token), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static int[] joined(int[] first, int[] second) {
        int[] all = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
