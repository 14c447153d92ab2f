package dev.slipway.serve.embedded.constraint;

import dev.slipway.serve.embedded.llama.Vocabulary;
import dev.slipway.serve.engine.SamplingParams.Constraint;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles constraints for one vocabulary and keeps the last ones used. Safe for any thread. */
public final class Constraints {
    private static final int KEPT = 32;

    private final Vocabulary vocabulary;
    private @Nullable TokenTrie trie;
    private final Map<Constraint, Grammar> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Constraint, Grammar> eldest) {
            return size() > KEPT;
        }
    };

    public Constraints(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** INVALID_ARGUMENT, with the keyword or the place, for what cannot be had. */
    public Grammar compile(Constraint constraint) {
        synchronized (kept) {
            Grammar known = kept.get(constraint);
            if (known != null) {
                return known;
            }
        }
        Grammar made = switch (constraint) {
            case Constraint.JsonSchema(String schema) -> grammar("json_schema", SchemaParser.parse(schema));
            case Constraint.Regex(String pattern) -> grammar("regex", Map.of("", RegexParser.parse("regex", pattern)));
        };
        synchronized (kept) {
            kept.put(constraint, made);
        }
        return made;
    }

    private Grammar grammar(String name, Map<String, Pattern> rules) {
        return new Grammar(name, Program.of(name, rules), trie());
    }

    private synchronized TokenTrie trie() {
        if (trie == null) {
            trie = new TokenTrie(vocabulary);
        }
        return trie;
    }
}
