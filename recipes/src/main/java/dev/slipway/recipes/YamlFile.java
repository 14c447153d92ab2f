package dev.slipway.recipes;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Suggestion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A YAML file as mappings, lists and texts; what is something else than expected is refused with its place. */
record YamlFile(SourceText source) {
    private static final int LONGEST = 1 << 20;
    private static final int MOST_ALIASES = 50;

    /** A key with where it stands, and its value. */
    record Entry(ScalarNode key, Node value) {}

    /** The file's mapping. */
    Map<String, Entry> entries() {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(source.name())
                .setCodePointLimit(LONGEST)
                .setMaxAliasesForCollections(MOST_ALIASES)
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(source.text());
            return root.isEmpty() ? Map.of() : mapping(root.get(), "the file");
        } catch (MarkedYamlEngineException e) {
            throw refused(e.getProblemMark(), "cannot read the file: " + e.getProblem() + " (expected: YAML)");
        } catch (YamlEngineException e) {
            throw refused(Optional.empty(), "cannot read the file: " + e.getMessage() + " (expected: YAML)");
        }
    }

    /** @param what it is, for messages */
    Map<String, Entry> mapping(Node node, String what) {
        if (isNull(node)) {
            return Map.of();
        }
        if (!(node instanceof MappingNode mapping)) {
            throw refuse(node, "cannot read " + what, "keys and values", Optional.empty());
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw refuse(tuple.getKeyNode(), "cannot read a key of " + what, "a word", Optional.empty());
            }
            entries.put(key.getValue(), new Entry(key, tuple.getValueNode()));
        }
        return entries;
    }

    /** Refuses other keys. */
    Map<String, Entry> mapping(Node node, String what, Set<String> keys) {
        return known(mapping(node, what), what, keys);
    }

    Map<String, Entry> known(Map<String, Entry> entries, String what, Set<String> keys) {
        entries.forEach((key, entry) -> {
            if (!keys.contains(key)) {
                throw refuse(
                        entry.key(),
                        "unknown key \"" + key + "\" of " + what,
                        "one of " + String.join(", ", keys.stream().sorted().toList()),
                        Suggestion.hint(key, keys));
            }
        });
        return entries;
    }

    Map<String, String> texts(Node node, String what) {
        Map<String, String> texts = new LinkedHashMap<>();
        mapping(node, what).forEach((key, entry) -> texts.put(key, text(entry.value(), what)));
        return texts;
    }

    List<String> list(Node node, String what) {
        if (!(node instanceof SequenceNode sequence)) {
            throw refuse(node, "cannot read " + what, "a list", Optional.empty());
        }
        return sequence.getValue().stream().map(item -> text(item, what)).toList();
    }

    String text(Node node, String what) {
        if (node instanceof ScalarNode scalar && !isNull(node)) {
            return scalar.getValue();
        }
        throw refuse(node, "cannot read " + what, "a single value", Optional.empty());
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    RecipeException refuse(Node node, String what, String expected, Optional<String> hint) {
        int length = node instanceof ScalarNode scalar
                ? Math.max(1, scalar.getValue().length())
                : 1;
        return new RecipeException(place(node.getStartMark(), length), what + " (expected: " + expected + ")", hint);
    }

    private RecipeException refused(Optional<Mark> mark, String what) {
        return new RecipeException(place(mark, 1), what, Optional.empty());
    }

    private RecipeException.Place place(Optional<Mark> mark, int length) {
        int line = mark.map(Mark::getLine).orElse(0) + 1;
        int column = mark.map(Mark::getColumn).orElse(0) + 1;
        return new RecipeException.Place(source, new Span(line, column, line, column + length - 1));
    }
}
