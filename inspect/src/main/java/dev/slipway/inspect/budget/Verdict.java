package dev.slipway.inspect.budget;

import dev.slipway.inspect.report.Inspection;
import dev.slipway.inspect.report.LayerSummary;
import dev.slipway.inspect.waste.Waste;
import dev.slipway.inspect.waste.WasteCause;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** How an image fares by the rules that are on; dive's come first, and compare as dive does. */
public record Verdict(List<Result> results) {
    public Verdict {
        results = List.copyOf(results);
    }

    /** What a rule measures. */
    public enum Unit {
        FRACTION,
        BYTES
    }

    /**
     * One rule.
     *
     * @param limit a fraction, or bytes, by the unit
     */
    public record Result(String rule, boolean passed, double actual, double limit, Unit unit) {}

    public boolean passed() {
        return results.stream().allMatch(Result::passed);
    }

    public static Verdict of(Inspection image, Budgets budgets) {
        List<Result> results = new ArrayList<>();
        OptionalDouble lowest = budgets.rules().lowestEfficiency();
        if (lowest.isPresent()) {
            double score = image.efficiency().score();
            results.add(new Result(
                    "lowestEfficiency", score >= lowest.getAsDouble(), score, lowest.getAsDouble(), Unit.FRACTION));
        }
        atMost(
                "highestWastedBytes",
                image.efficiency().wastedBytes(),
                budgets.rules().highestWastedBytes(),
                results);
        OptionalDouble percent = budgets.rules().highestUserWastedPercent();
        if (percent.isPresent()) {
            double wasted = image.efficiency().userWastedPercent();
            results.add(new Result(
                    "highestUserWastedPercent",
                    wasted <= percent.getAsDouble(),
                    wasted,
                    percent.getAsDouble(),
                    Unit.FRACTION));
        }
        atMost("maxSize", image.unpackedBytes(), budgets.maxSize(), results);
        long largest = image.layers().stream()
                .mapToLong(LayerSummary::unpackedBytes)
                .max()
                .orElse(0);
        atMost("maxLayerSize", largest, budgets.maxLayerSize(), results);
        atMost("maxWaste.total", image.wastedBytes(), budgets.maxWaste().total(), results);
        for (WasteCause cause : WasteCause.values()) {
            Long limit = budgets.maxWaste().byCause().get(cause);
            if (limit != null) {
                long bytes = image.waste().stream()
                        .filter(waste -> waste.cause() == cause)
                        .mapToLong(Waste::bytes)
                        .sum();
                atMost("maxWaste." + cause.id(), bytes, OptionalLong.of(limit), results);
            }
        }
        return new Verdict(results);
    }

    private static void atMost(String rule, long actual, OptionalLong limit, List<Result> results) {
        if (limit.isPresent()) {
            results.add(new Result(rule, actual <= limit.getAsLong(), actual, limit.getAsLong(), Unit.BYTES));
        }
    }
}
