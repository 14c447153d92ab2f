package dev.slipway.serve.scripted;

import dev.slipway.serve.engine.ChatPrompt;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.TextCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A tokenizer that needs no file: a token a UTF-8 byte (ids 0 to 255), before them the begin token 256; 257 is the end
 * token. A chat is its messages, {@code role: text} a line.
 */
final class ByteCodec implements TextCodec {
    static final int BEGIN = 256;
    static final int END = 257;

    List<Integer> ids(Prompt prompt) {
        return switch (prompt) {
            case Prompt.Text(String text) -> encode(text, true);
            case Prompt.Tokens(List<Integer> ids) -> check(ids);
            case Prompt.Chat(ChatPrompt chat) -> encode(rendered(chat), true);
            case Prompt.Continued(Prompt start, List<Integer> generated) -> {
                List<Integer> all = new ArrayList<>(ids(start));
                all.addAll(generated);
                yield all;
            }
        };
    }

    static List<Integer> check(List<Integer> ids) {
        for (int id : ids) {
            if (id < 0 || id > END) {
                throw ServeException.invalid("input_ids: " + id + " (expected: 0 to " + END + ")");
            }
        }
        return ids;
    }

    static List<Integer> encode(String text, boolean special) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<Integer> ids = new ArrayList<>(bytes.length + 1);
        if (special) {
            ids.add(BEGIN);
        }
        for (byte each : bytes) {
            ids.add(each & 0xff);
        }
        return ids;
    }

    private static String rendered(ChatPrompt chat) {
        StringBuilder text = new StringBuilder();
        chat.messages()
                .forEach(message -> text.append(message.role())
                        .append(": ")
                        .append(message.text())
                        .append('\n'));
        return text.append("assistant: ").toString();
    }

    @Override
    public CompletionStage<List<Integer>> tokenize(String text, boolean addSpecialTokens) {
        return CompletableFuture.completedFuture(encode(text, addSpecialTokens));
    }

    @Override
    public CompletionStage<String> detokenize(List<Integer> ids) {
        try {
            byte[] bytes = new byte[check(ids).size()];
            int length = 0;
            for (int id : ids) {
                if (id < BEGIN) {
                    bytes[length++] = (byte) id;
                }
            }
            return CompletableFuture.completedFuture(new String(bytes, 0, length, StandardCharsets.UTF_8));
        } catch (ServeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletionStage<String> render(ChatPrompt chat) {
        try {
            return CompletableFuture.completedFuture(rendered(chat));
        } catch (ServeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
