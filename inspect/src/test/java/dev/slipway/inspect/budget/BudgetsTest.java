package dev.slipway.inspect.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.inspect.ImageOf;
import dev.slipway.inspect.ImageOf.Layer;
import dev.slipway.inspect.InspectException;
import dev.slipway.inspect.waste.WasteCause;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of rules as dive's users have them, and Slipway's budgets beside them. */
class BudgetsTest {
    private static Budgets parse(String yaml) {
        return Budgets.parse(".dive-ci", yaml, Map.of());
    }

    @Test
    void aFileOfDive_isRead() {
        Budgets found = parse("""
                rules:
                  # a comment
                  lowestEfficiency: 0.95
                  highestWastedBytes: 20MB
                  highestUserWastedPercent: "0.20"
                """);
        assertThat(found.rules())
                .isEqualTo(new Budgets.DiveRules(
                        OptionalDouble.of(0.95), OptionalLong.of(20_000_000), OptionalDouble.of(0.2)));
        assertThat(found.maxSize()).isEmpty();
    }

    @Test
    void nothing_meansTheDefaultsOfDive() {
        assertThat(parse("").rules())
                .isEqualTo(new Budgets.DiveRules(OptionalDouble.of(0.9), OptionalLong.empty(), OptionalDouble.of(0.1)));
    }

    @Test
    void flags_comeBeforeTheFile() {
        Budgets found = Budgets.parse(
                "x",
                "rules: {lowestEfficiency: 0.5}",
                Map.of("lowestEfficiency", "0.7", "highestUserWastedPercent", "off"));
        assertThat(found.rules())
                .isEqualTo(new Budgets.DiveRules(OptionalDouble.of(0.7), OptionalLong.empty(), OptionalDouble.empty()));
    }

    @Test
    void budgets_haveLimitsByCause() {
        Budgets found = parse("budgets: {maxSize: 1GiB, maxLayerSize: 5k, maxWaste: {total: 1.5MB, deleted: 0}}");
        assertThat(found.maxSize()).hasValue(1L << 30);
        assertThat(found.maxLayerSize()).hasValue(5000);
        assertThat(found.maxWaste())
                .isEqualTo(new Budgets.MaxWaste(OptionalLong.of(1_500_000), Map.of(WasteCause.DELETED, 0L)));
        assertThat(parse("budgets: {maxWaste: 3B}").maxWaste().total()).hasValue(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rules: {lowestEfficiency: 2}",
                "rules: {lowestEfficiency: many}",
                "rules: {highestWastedBytes: 20 apples}",
                "rules: {lowestEficiency: 0.9}",
                "budgets: {maxWaste: {cache: 1MB}}",
                "budgets: [1]",
                "rules: {",
                "- a"
            })
    void whatCannotBeMeant_isRefusedWithWhatWasExpected(String yaml) {
        assertThatThrownBy(() -> parse(yaml)).isInstanceOf(InspectException.class);
    }

    @ParameterizedTest
    @CsvSource({"100, 0.5, true", "60, 0.5, true", "59, 0.5, false", "0, 0.9, false"})
    void limits_areInclusive(long maxWasted, double efficiency, boolean passes) {
        // /a 40 + 20, smallest 20; /b 0… efficiency 20 / 60 without /b, so 20 bytes more of /b make it 40 / 80.
        var image = new ImageOf()
                .layer("1", new Layer().file("/a", 40, 'a').file("/b", 20, 'b'))
                .layer("2", new Layer().file("/a", 20, 'c'))
                .inspection();
        Budgets budgets = Budgets.parse(
                "x",
                "",
                Map.of(
                        "lowestEfficiency",
                        Double.toString(efficiency),
                        "highestWastedBytes",
                        Long.toString(maxWasted),
                        "highestUserWastedPercent",
                        "off"));
        assertThat(Verdict.of(image, budgets).passed()).isEqualTo(passes);
    }
}
