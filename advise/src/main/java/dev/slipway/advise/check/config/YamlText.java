package dev.slipway.advise.check.config;

import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import dev.slipway.dockerfile.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A YAML file as nodes, with errors that say where. */
final class YamlText {
    private static final int MAX_CHARACTERS = 1 << 20;
    private static final int MAX_ALIASES = 50;
    private static final int MAX_QUOTED = 60;

    private final SourceText source;

    YamlText(SourceText source) {
        this.source = source;
    }

    /** The whole file; empty for one without content. */
    Optional<Node> root() {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(source.name())
                .setCodePointLimit(MAX_CHARACTERS)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .build();
        try {
            return new Compose(settings).composeString(source.text());
        } catch (MarkedYamlEngineException e) {
            Span span = e.getProblemMark()
                    .map(mark -> new Span(
                            mark.getLine() + 1, mark.getColumn() + 1, mark.getLine() + 1, mark.getColumn() + 1))
                    .orElse(new Span(1, 1, 1, 0));
            throw new ConfigException(
                    source, span, "cannot read the file: " + e.getProblem() + " (expected: YAML)", Optional.empty());
        } catch (YamlEngineException e) {
            throw new ConfigException(
                    source,
                    new Span(1, 1, 1, 0),
                    "cannot read the file: " + e.getMessage() + " (expected: YAML)",
                    Optional.empty());
        }
    }

    /** The entries of a mapping; {@code where} names it. */
    Map<ScalarNode, Node> mapping(Node node, String where) {
        if (!(node instanceof MappingNode mapping)) {
            if (isNull(node)) {
                return Map.of();
            }
            throw refuse(node, "cannot read " + where + " (expected: keys and values)", Optional.empty());
        }
        Map<ScalarNode, Node> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw refuse(
                        tuple.getKeyNode(), "cannot read a key of " + where + " (expected: a word)", Optional.empty());
            }
            entries.put(key, tuple.getValueNode());
        }
        return entries;
    }

    List<ScalarNode> list(Node node, String where) {
        if (isNull(node)) {
            return List.of();
        }
        if (!(node instanceof SequenceNode sequence)) {
            throw refuse(node, "cannot read " + where + " (expected: a list)", Optional.empty());
        }
        List<ScalarNode> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(scalar(item, where));
        }
        return items;
    }

    ScalarNode scalar(Node node, String where) {
        if (node instanceof ScalarNode scalar && !isNull(node)) {
            return scalar;
        }
        throw refuse(node, "cannot read " + where + " (expected: a single value)", Optional.empty());
    }

    boolean truth(Node node, String where) {
        String text = scalar(node, where).getValue();
        return switch (text) {
            case "true", "True", "TRUE" -> true;
            case "false", "False", "FALSE" -> false;
            default -> throw badValue(node, where, text, Set.of("true", "false"));
        };
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar && scalar.getTag().equals(org.snakeyaml.engine.v2.nodes.Tag.NULL);
    }

    ConfigException badValue(Node node, String where, String value, Set<String> expected) {
        return refuse(
                node,
                "cannot read " + where + ": \"" + shorten(value) + "\" (expected: one of "
                        + String.join(", ", new java.util.TreeSet<>(expected)) + ")",
                Suggestion.hint(value, expected));
    }

    ConfigException refuse(Node node, String what, Optional<String> hint) {
        Span span = node.getStartMark()
                .map(mark -> {
                    int line = mark.getLine() + 1;
                    int column = mark.getColumn() + 1;
                    int end = node instanceof ScalarNode scalar
                            ? column + scalar.getValue().length() - 1
                            : column;
                    return new Span(line, column, line, Math.max(end, column));
                })
                .orElse(new Span(1, 1, 1, 0));
        return new ConfigException(source, span, what, hint);
    }

    static String shorten(String text) {
        return text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + "…";
    }
}
