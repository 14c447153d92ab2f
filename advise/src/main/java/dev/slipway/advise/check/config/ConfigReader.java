package dev.slipway.advise.check.config;

import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.hadolint.LabelSchema;
import dev.slipway.dockerfile.SourceText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Reads {@code .slipway.yaml}, whose section {@code check} this is about, and {@code .hadolint.yaml} as hadolint 2
 * documents it. Both fail with {@link ConfigException} at the key or value.
 */
public final class ConfigReader {
    private static final Set<String> SLIPWAY_KEYS = Set.of(
            "skip",
            "error",
            "warning",
            "info",
            "style",
            "failure-threshold",
            "trusted-registries",
            "label-schema",
            "strict-labels",
            "disable-ignore-pragma");
    private static final Set<String> HADOLINT_KEYS = Set.of(
            "ignored",
            "override",
            "trustedRegistries",
            "allowedRegistries",
            "label-schema",
            "strict-labels",
            "failure-threshold",
            "no-fail",
            "disable-ignore-pragma",
            "format",
            "no-color");

    private final YamlText yaml;
    private final Set<String> skip = new HashSet<>();
    private final Map<String, Severity> severities = new HashMap<>();
    private Optional<FailureThreshold> threshold = Optional.empty();
    private final List<String> registries = new ArrayList<>();
    private final Map<String, LabelSchema.Kind> labels = new HashMap<>();
    private boolean strict;
    private boolean noFail;
    private boolean disablePragmas;

    private ConfigReader(SourceText source) {
        this.yaml = new YamlText(source);
    }

    /** The section {@code check} of Slipway's file; other sections are others' business. */
    public static CheckConfig slipway(SourceText source) {
        ConfigReader reader = new ConfigReader(source);
        reader.yaml
                .root()
                .ifPresent(root -> reader.yaml.mapping(root, "the file").forEach((key, value) -> {
                    if (key.getValue().equals("check")) {
                        reader.yaml
                                .mapping(value, "check")
                                .forEach((name, setting) -> reader.setting(name, setting, SLIPWAY_KEYS));
                    }
                }));
        return reader.config();
    }

    public static CheckConfig hadolint(SourceText source) {
        ConfigReader reader = new ConfigReader(source);
        reader.yaml
                .root()
                .ifPresent(root -> reader.yaml
                        .mapping(root, "the file")
                        .forEach((name, setting) -> reader.setting(name, setting, HADOLINT_KEYS)));
        return reader.config();
    }

    private CheckConfig config() {
        return new CheckConfig(
                skip,
                severities,
                noFail ? Optional.of(FailureThreshold.NONE) : threshold,
                registries,
                new LabelSchema(labels, strict),
                disablePragmas);
    }

    private void setting(ScalarNode key, Node value, Set<String> known) {
        String name = key.getValue();
        if (!known.contains(name)) {
            throw yaml.badValue(key, "a key", name, known);
        }
        switch (name) {
            case "skip", "ignored" -> skip.addAll(rules(value, name));
            case "error", "warning", "info", "style" -> severity(name, value);
            case "override" -> yaml.mapping(value, name).forEach((level, list) -> override(level, list));
            case "failure-threshold" -> {
                String text = yaml.scalar(value, name).getValue();
                threshold = Optional.of(FailureThreshold.named(text)
                        .orElseThrow(() ->
                                yaml.badValue(value, name, text, Set.of("error", "warning", "info", "style", "none"))));
            }
            case "trusted-registries", "trustedRegistries", "allowedRegistries" ->
                yaml.list(value, name).forEach(item -> registries.add(item.getValue()));
            case "label-schema" -> yaml.mapping(value, name).forEach(this::label);
            case "strict-labels" -> strict = yaml.truth(value, name);
            case "no-fail" -> noFail = yaml.truth(value, name);
            case "disable-ignore-pragma" -> disablePragmas = yaml.truth(value, name);
            default -> {
                // format and no-color are hadolint's own output, and the command line's here.
            }
        }
    }

    private void override(ScalarNode level, Node list) {
        if (!Set.of("error", "warning", "info", "style").contains(level.getValue())) {
            throw yaml.badValue(level, "override", level.getValue(), Set.of("error", "warning", "info", "style"));
        }
        severity(level.getValue(), list);
    }

    private void severity(String level, Node list) {
        Severity severity = Severity.valueOf(level.toUpperCase(Locale.ROOT));
        rules(list, level).forEach(id -> severities.put(id, severity));
    }

    private List<String> rules(Node value, String where) {
        List<String> ids = new ArrayList<>();
        for (ScalarNode item : yaml.list(value, where)) {
            if (!RuleIds.isKnown(item.getValue())) {
                throw yaml.refuse(
                        item,
                        "unknown rule \"" + YamlText.shorten(item.getValue()) + "\" in " + where
                                + " (expected: a rule's name or id)",
                        RuleIds.hint(item.getValue()));
            }
            ids.add(item.getValue());
        }
        return ids;
    }

    private void label(ScalarNode key, Node value) {
        String text = yaml.scalar(value, "label-schema").getValue();
        labels.put(
                key.getValue(),
                LabelSchema.Kind.named(text)
                        .orElseThrow(() -> yaml.badValue(
                                value,
                                "label-schema",
                                text,
                                Set.of("text", "email", "hash", "rfc3339", "semver", "spdx", "url"))));
    }
}
