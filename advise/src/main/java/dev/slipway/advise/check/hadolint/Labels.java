package dev.slipway.advise.check.hadolint;

import static dev.slipway.advise.check.Severity.INFO;
import static dev.slipway.advise.check.Severity.STYLE;
import static dev.slipway.advise.check.Severity.WARNING;

import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.StageView;
import dev.slipway.advise.check.Step;
import dev.slipway.advise.check.ViewRule;
import dev.slipway.advise.check.hadolint.LabelSchema.Kind;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.KeyValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Labels, and what a schema in the configuration asks of them. */
final class Labels {
    private static final Pattern KEY = Pattern.compile("[a-z]([a-z0-9._/-]*[a-z0-9])?");
    private static final Pattern RESERVED = Pattern.compile("(com\\.docker|io\\.docker|org\\.dockerproject)\\..*");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{7}|[0-9a-f]{40}");
    private static final Pattern SEMVER = Pattern.compile(
            "(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@.]+(\\.[^\\s@.]+)*");
    private static final Pattern SPDX = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*\\+?");

    private final LabelSchema schema;

    private Labels(LabelSchema schema) {
        this.schema = schema;
    }

    static List<ViewRule> rules(LabelSchema schema) {
        Labels labels = new Labels(schema);
        return List.of(
                Dl.rule(
                        "DL3048",
                        STYLE,
                        "The label's key is not of the form that Docker asks for",
                        (view, hits) -> pairs(view, pair -> {
                            String key = Dl.bare(pair.key().text());
                            if (!key.contains("$")
                                    && (!KEY.matcher(key).matches()
                                            || key.contains("..")
                                            || key.contains("--")
                                            || RESERVED.matcher(key).matches())) {
                                hits.at(pair.key().span());
                            }
                        })),
                Dl.rule("DL3049", INFO, "A label of the schema is missing", labels::missing),
                Dl.rule(
                        "DL3050",
                        INFO,
                        "The label is not in the schema",
                        (view, hits) -> pairs(view, pair -> {
                            if (schema.strict()
                                    && !schema.kinds()
                                            .containsKey(Dl.bare(pair.key().text()))) {
                                hits.at(pair.key().span());
                            }
                        })),
                labels.value(
                        "DL3051",
                        "A label of the schema is empty",
                        Set.of(Kind.values()),
                        (kind, value) -> !value.isEmpty()),
                labels.value("DL3052", "The label should be a URL", Set.of(Kind.URL), Labels::fits),
                labels.value("DL3053", "The label should be a time of RFC 3339", Set.of(Kind.RFC3339), Labels::fits),
                labels.value(
                        "DL3054", "The label should be an SPDX license identifier", Set.of(Kind.SPDX), Labels::fits),
                labels.value("DL3055", "The label should be a git hash", Set.of(Kind.HASH), Labels::fits),
                labels.value("DL3056", "The label should be a semantic version", Set.of(Kind.SEMVER), Labels::fits),
                labels.value("DL3058", "The label should be an e-mail address", Set.of(Kind.EMAIL), Labels::fits));
    }

    @FunctionalInterface
    private interface Test {
        boolean fits(Kind kind, String value);
    }

    /** Values with variables are not judged. */
    private ViewRule value(String id, String summary, Set<Kind> kinds, Test test) {
        return Dl.rule(
                id,
                WARNING,
                summary,
                (view, hits) -> pairs(view, pair -> {
                    Kind kind = schema.kinds().get(Dl.bare(pair.key().text()));
                    String value =
                            pair.value().map(word -> Dl.bare(word.text())).orElse("");
                    if (kind != null
                            && kinds.contains(kind)
                            && !value.contains("$")
                            && !test.fits(kind, emptied(value))) {
                        hits.at(
                                pair.key().span(),
                                summary + ": " + Dl.bare(pair.key().text()));
                    }
                }));
    }

    private static String emptied(String value) {
        return value.equals("\"\"") || value.equals("''") ? "" : value;
    }

    private static boolean fits(Kind kind, String value) {
        return switch (kind) {
            case TEXT -> true;
            case EMAIL -> EMAIL.matcher(value).matches();
            case HASH -> HASH.matcher(value).matches();
            case SEMVER -> SEMVER.matcher(value).matches();
            case SPDX -> SPDX.matcher(value).matches();
            case URL -> isUrl(value);
            case RFC3339 -> isTime(value);
        };
    }

    private static boolean isUrl(String value) {
        try {
            return new URI(value).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isTime(String value) {
        try {
            OffsetDateTime.parse(value);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static void pairs(DockerfileView view, java.util.function.Consumer<KeyValue> visitor) {
        view.steps().filter(step -> !step.trigger()).map(Step::instruction).forEach(instruction -> {
            if (instruction instanceof Instruction.Label label) {
                label.labels().forEach(visitor);
            }
        });
    }

    /** Asked of the stage whose image is made, and answered by it or a stage that it starts from. */
    private void missing(DockerfileView view, ViewRule.Hits hits) {
        StageView last = view.stages().getLast();
        Set<String> present = new HashSet<>();
        for (StageView stage = last; stage != null; stage = stage.parent().orElse(null)) {
            stage.stage().instructions().forEach(instruction -> {
                if (instruction instanceof Instruction.Label label) {
                    label.labels()
                            .forEach(pair -> present.add(Dl.bare(pair.key().text())));
                }
            });
        }
        for (Map.Entry<String, Kind> wanted : new TreeMap<>(schema.kinds()).entrySet()) {
            if (!present.contains(wanted.getKey())) {
                hits.at(DockerfileView.keyword(last.from()), "label \"" + wanted.getKey() + "\" is missing");
            }
        }
    }
}
