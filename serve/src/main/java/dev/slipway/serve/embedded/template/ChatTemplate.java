package dev.slipway.serve.embedded.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.jinja.Template;
import dev.slipway.jinja.TemplateException;
import dev.slipway.jinja.Value;
import dev.slipway.serve.engine.ChatPrompt;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.ServeException.Code;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model's chat template, read once and rendered for each chat; safe for any thread. Renders as Hugging Face's {@code
 * apply_chat_template} does, with {@code messages}, {@code add_generation_prompt}, {@code bos_token}, {@code eos_token} and what
 * the request adds in {@code chat_template_kwargs}. A template sees nothing else, and its work is bounded.
 *
 * <p>A template that cannot be read is told with the first chat, not when the model is loaded: texts and tokens need none.
 */
public final class ChatTemplate {
    private static final Set<String> OPTIONS = Set.of("chat_template_kwargs", "add_generation_prompt");

    private final String source;
    private final String start;
    private final String end;
    private final Clock clock;
    private volatile @Nullable Template template;

    public ChatTemplate(String source, String start, String end) {
        this(source, start, end, Clock.systemDefaultZone());
    }

    ChatTemplate(String source, String start, String end, Clock clock) {
        this.source = source;
        this.start = start;
        this.end = end;
        this.clock = clock;
    }

    /** INVALID_ARGUMENT for a chat that the template refuses or cannot render, UNIMPLEMENTED for options and templates it cannot honour. */
    public String render(ChatPrompt chat) {
        refuseUnknown(chat);
        Template parsed = parsed();
        try {
            return parsed.render(variables(chat));
        } catch (RefusedException e) {
            throw ServeException.invalid("messages: the model's chat template refuses them: " + e.getMessage());
        } catch (TemplateException e) {
            throw ServeException.invalid("messages: the model's chat template cannot render them: " + e.getMessage());
        }
    }

    private static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message, null, false, false);
        }
    }

    private Template parsed() {
        Template known = template;
        if (known == null) {
            try {
                known = Template.alone("chat template", source);
            } catch (TemplateException e) {
                throw new ServeException(
                        Code.UNIMPLEMENTED,
                        "messages: the model's chat template cannot be read: " + e.getMessage()
                                + "; send a prompt as text or tokens");
            }
            template = known;
        }
        return known;
    }

    private static void refuseUnknown(ChatPrompt chat) {
        chat.options().forEach((name, value) -> {
            boolean harmless = value.isNull()
                    || value.isArray() && value.isEmpty()
                    || value.asText().equals("none");
            if (!OPTIONS.contains(name) && !harmless) {
                throw new ServeException(Code.UNIMPLEMENTED, name + ": the embedded engine answers chats in text only");
            }
        });
    }

    private Map<String, Value> variables(ChatPrompt chat) {
        Map<String, Value> scope = new LinkedHashMap<>();
        scope.put(
                "messages",
                Value.items(chat.messages().stream().map(ChatTemplate::message).toList()));
        scope.put("add_generation_prompt", Value.of(true));
        scope.put("bos_token", Value.of(start));
        scope.put("eos_token", Value.of(end));
        scope.put("tools", Value.none());
        scope.put("documents", Value.none());
        scope.put("raise_exception", new Value.Callable("raise_exception", arguments -> {
            throw new RefusedException(arguments.text(0, "message", ""));
        }));
        scope.put(
                "strftime_now",
                new Value.Callable(
                        "strftime_now", arguments -> Value.of(Dates.format(clock, arguments.text(0, "format", "")))));
        JsonNode prompt = chat.options().get("add_generation_prompt");
        if (prompt != null && !prompt.isNull()) {
            scope.put("add_generation_prompt", Value.of(prompt.asBoolean(true)));
        }
        JsonNode more = chat.options().get("chat_template_kwargs");
        if (more != null) {
            more.properties().forEach(entry -> scope.put(entry.getKey(), value(entry.getValue())));
        }
        return scope;
    }

    /** Content in parts is one text, as templates of text models expect. */
    private static Value message(ChatPrompt.Message message) {
        Map<String, Value> members = new LinkedHashMap<>();
        message.json().properties().forEach(entry -> members.put(entry.getKey(), value(entry.getValue())));
        members.put("role", Value.of(message.role()));
        JsonNode content = message.json().path("content");
        if (content.isArray() || content.isTextual()) {
            members.put("content", Value.of(message.text()));
        }
        return new Value.Mapping(members);
    }

    private static Value value(JsonNode json) {
        return switch (json.getNodeType()) {
            case STRING -> Value.of(json.textValue());
            case BOOLEAN -> Value.of(json.booleanValue());
            case NUMBER ->
                json.isIntegralNumber() && json.canConvertToLong()
                        ? new Value.Int(json.longValue())
                        : new Value.Real(json.doubleValue());
            case ARRAY -> {
                List<Value> items = new ArrayList<>();
                json.forEach(item -> items.add(value(item)));
                yield Value.items(items);
            }
            case OBJECT -> {
                Map<String, Value> members = new LinkedHashMap<>();
                json.properties().forEach(entry -> members.put(entry.getKey(), value(entry.getValue())));
                yield new Value.Mapping(members);
            }
            case NULL, MISSING, BINARY, POJO -> Value.none();
        };
    }
}
