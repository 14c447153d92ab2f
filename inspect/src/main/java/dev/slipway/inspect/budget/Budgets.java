package dev.slipway.inspect.budget;

import dev.slipway.inspect.InspectException;
import dev.slipway.inspect.waste.WasteCause;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Rules for an image. As YAML:
 *
 * <pre>{@code
 * rules:                            # dive's, as in its .dive-ci
 *   lowestEfficiency: 0.95
 *   highestWastedBytes: 20MB
 *   highestUserWastedPercent: 0.20
 * budgets:                          # Slipway's
 *   maxSize: 9GB
 *   maxLayerSize: 3GB
 *   maxWaste:
 *     total: 500MB
 *     deleted: 0
 * }</pre>
 *
 * <p>A rule that says {@code disabled}, {@code off} or {@code false} is off. What dive's rules leave out has dive's
 * defaults: 0.9, disabled, 0.1. Other top-level keys belong to dive and are passed over; unknown rules are refused.
 * Sizes are of uncompressed files, percentages fractions.
 */
public record Budgets(DiveRules rules, OptionalLong maxSize, OptionalLong maxLayerSize, MaxWaste maxWaste) {
    private static final int MAX_CODE_POINTS = 1 << 20;

    /** Empty where a rule is off. */
    public record DiveRules(
            OptionalDouble lowestEfficiency,
            OptionalLong highestWastedBytes,
            OptionalDouble highestUserWastedPercent) {}

    /** @param byCause what is not there has no limit */
    public record MaxWaste(OptionalLong total, Map<WasteCause, Long> byCause) {
        public MaxWaste {
            byCause = Map.copyOf(byCause);
        }
    }

    /**
     * @param name of the file, for messages
     * @param yaml empty for the defaults alone
     * @param flags values of dive's flags, by rule, before those of the file
     */
    public static Budgets parse(String name, String yaml, Map<String, String> flags) {
        Map<String, Object> top = map(name, "the file", load(name, yaml));
        Map<String, Object> rules = new LinkedHashMap<>(map(name, "rules", top.get("rules")));
        rules.putAll(flags);
        refuseOthers(name, "rules", rules, "lowestEfficiency", "highestWastedBytes", "highestUserWastedPercent");
        Map<String, Object> budgets = map(name, "budgets", top.get("budgets"));
        refuseOthers(name, "budgets", budgets, "maxSize", "maxLayerSize", "maxWaste");
        return new Budgets(
                new DiveRules(
                        fraction("lowestEfficiency", rules, "0.9"),
                        size("highestWastedBytes", rules),
                        fraction("highestUserWastedPercent", rules, "0.1")),
                size("maxSize", budgets),
                size("maxLayerSize", budgets),
                maxWaste(name, budgets.get("maxWaste")));
    }

    private static MaxWaste maxWaste(String name, @Nullable Object value) {
        if (!(value instanceof Map)) {
            return new MaxWaste(size("maxWaste", value == null ? Map.of() : Map.of("maxWaste", value)), Map.of());
        }
        Map<String, Object> causes = map(name, "maxWaste", value);
        Map<WasteCause, Long> limits = new EnumMap<>(WasteCause.class);
        causes.keySet().stream().filter(key -> !key.equals("total")).forEach(key -> {
            WasteCause cause = WasteCause.of(key)
                    .orElseThrow(() -> unknown(name, "maxWaste", key, "total, " + String.join(", ", ids())));
            size(key, causes).ifPresent(limit -> limits.put(cause, limit));
        });
        return new MaxWaste(size("total", causes), limits);
    }

    private static List<String> ids() {
        return Arrays.stream(WasteCause.values()).map(WasteCause::id).toList();
    }

    private static Object load(String name, String yaml) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setCodePointLimit(MAX_CODE_POINTS)
                .setMaxAliasesForCollections(10)
                .build();
        try {
            Object loaded = new Load(settings).loadFromString(yaml);
            return loaded == null ? Map.of() : loaded;
        } catch (YamlEngineException e) {
            String problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new InspectException("cannot read " + name + ": it is no YAML: " + problem, "");
        }
    }

    private static Map<String, Object> map(String name, String what, @Nullable Object value) {
        Map<String, Object> typed = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> found) {
            found.forEach((key, content) -> typed.put(String.valueOf(key), content == null ? "" : content));
        } else if (value != null) {
            throw new InspectException(
                    "cannot read " + name + ": " + what + " is \"" + value + "\" (expected: names with values)", "");
        }
        return typed;
    }

    private static void refuseOthers(String name, String where, Map<String, Object> found, String... known) {
        for (String key : found.keySet()) {
            if (!List.of(known).contains(key)) {
                throw unknown(name, where, key, String.join(", ", known));
            }
        }
    }

    private static InspectException unknown(String name, String where, String key, String known) {
        return new InspectException(
                "cannot read " + name + ": unknown rule \"" + key + "\" in " + where + " (expected: one of " + known
                        + ")",
                "");
    }

    private static OptionalDouble fraction(String rule, Map<String, Object> rules, String otherwise) {
        String text = String.valueOf(rules.getOrDefault(rule, otherwise));
        if (isOff(text)) {
            return OptionalDouble.empty();
        }
        try {
            double value = Double.parseDouble(text.trim());
            if (value >= 0 && value <= 1) {
                return OptionalDouble.of(value);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new InspectException(
                "cannot read rule " + rule + ": \"" + text + "\" (expected: a number from 0 to 1, or \"disabled\")",
                "");
    }

    private static OptionalLong size(String rule, Map<String, Object> rules) {
        String text = String.valueOf(rules.getOrDefault(rule, ""));
        return isOff(text) ? OptionalLong.empty() : OptionalLong.of(ByteSizes.parse(rule, text));
    }

    private static boolean isOff(String text) {
        return switch (text.trim().toLowerCase(Locale.ROOT)) {
            case "", "disabled", "off", "false" -> true;
            default -> false;
        };
    }
}
