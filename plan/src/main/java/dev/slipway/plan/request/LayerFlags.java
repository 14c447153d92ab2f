package dev.slipway.plan.request;

import dev.slipway.dockerfile.Suggestion;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.request.LayerRules.Layering;
import dev.slipway.plan.request.LayerRules.ShadowedThreshold;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads the values of the options that cut layers ({@link LayerRules}). Every method fails with {@link PlanException}
 * that names option, value and the accepted range.
 */
public final class LayerFlags {
    private static final long LARGEST_MINIMUM = 1L << 40;
    private static final long SMALLEST_TARGET = 1 << 20;

    private LayerFlags() {}

    public static Layering layering(String text) {
        List<String> known =
                Arrays.stream(Layering.values()).map(Layering::flag).toList();
        return Arrays.stream(Layering.values())
                .filter(one -> one.flag().equals(text))
                .findFirst()
                .orElseThrow(() -> new PlanException(
                        PlanException.Code.BAD_VALUE,
                        "--layering \"" + text + "\" (expected: " + String.join(" or ", known) + ")",
                        Suggestion.hint(text, known)));
    }

    public static long minSize(String text) {
        return size("--layer-min-size", text, 0, LARGEST_MINIMUM, "a size from 0 to 1TiB, such as 1MiB");
    }

    public static long sizeTarget(String text) {
        return size(
                "--layer-size-target",
                text,
                SMALLEST_TARGET,
                LARGEST_MINIMUM,
                "a size from 1MiB to 1TiB, such as 512MiB");
    }

    public static int maxLayers(String text) {
        try {
            int number = Integer.parseInt(text.trim());
            if (number >= 1 && number <= LayerRules.MOST_LAYERS) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw PlanException.badValue("--max-layers \"" + text + "\"", "a number from 1 to " + LayerRules.MOST_LAYERS);
    }

    /** {@code SIZE[,PERCENT%]}; a size alone is from 0 % on. */
    public static ShadowedThreshold shadowed(String text) {
        String expected = "SIZE or SIZE,PERCENT% with a size from 0 to 1TiB and 0 to 100 %, such as 16MiB,2%";
        String option = "--shadowed-threshold";
        String[] parts = text.split(",", -1);
        if (parts.length > 2) {
            throw PlanException.badValue(option + " \"" + text + "\"", expected);
        }
        long bytes = size(option, parts[0], 0, LARGEST_MINIMUM, expected);
        return new ShadowedThreshold(bytes, parts.length == 1 ? 0 : percent(option, text, parts[1], expected));
    }

    private static double percent(String option, String text, String part, String expected) {
        String number = part.trim();
        if (number.matches("[0-9]{1,3}(\\.[0-9]{1,9})?%?")) {
            double percent =
                    Double.parseDouble(number.endsWith("%") ? number.substring(0, number.length() - 1) : number);
            if (percent <= 100) {
                return percent;
            }
        }
        throw PlanException.badValue(option + " \"" + text + "\"", expected);
    }

    private static long size(String option, String text, long least, long most, String expected) {
        OptionalLong bytes = ByteSize.parse(text);
        if (bytes.isEmpty() || bytes.getAsLong() < least || bytes.getAsLong() > most) {
            throw PlanException.badValue(option + " \"" + text + "\"", expected);
        }
        return bytes.getAsLong();
    }
}
