package dev.slipway.cli;

import dev.slipway.cli.progress.Sizes;
import dev.slipway.inspect.budget.Verdict;
import dev.slipway.inspect.report.ImageDiff;
import dev.slipway.inspect.report.Inspection;
import dev.slipway.inspect.report.LayerSummary;
import dev.slipway.inspect.report.SizedPath;
import dev.slipway.inspect.waste.Waste;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code slipway inspect} shows a person: overview, layers, waste, tops. */
final class InspectReport {
    private static final int SHOWN_WASTE = 25;
    private static final int SHOWN_TOPS = 10;
    private static final int INSTRUCTION_COLUMNS = 44;

    private final int columns;
    private final boolean colour;
    private final List<String> lines = new ArrayList<>();

    /** @param columns to cut to, 0 for no limit */
    InspectReport(int columns, boolean colour) {
        this.columns = columns;
        this.colour = colour;
    }

    List<String> lines() {
        return lines;
    }

    void image(Inspection image) {
        overview(image);
        layers(image);
        waste(image);
        paths("Largest directories", image.tops().directories());
        paths("Largest files", image.tops().files());
        packages(image);
    }

    private void overview(Inspection image) {
        lines.add("%-18s %s".formatted("image:", plain(image.identity().name())));
        lines.add("%-18s %s".formatted("digest:", image.identity().digest()));
        lines.add("%-18s %s".formatted("platform:", image.identity().platform()));
        lines.add("%-18s %s compressed, %s unpacked, %d layers"
                .formatted(
                        "size:",
                        Sizes.of(image.compressedBytes()),
                        Sizes.of(image.unpackedBytes()),
                        image.layers().size()));
        lines.add("%-18s %s".formatted("efficiency:", percent(image.efficiency().score())));
        lines.add("%-18s %s"
                .formatted("wasted bytes:", Sizes.of(image.efficiency().wastedBytes())));
        lines.add(
                "%-18s %s".formatted("user wasted:", percent(image.efficiency().userWastedPercent())));
    }

    private void layers(Inspection image) {
        title("Layers");
        Table table = new Table("#", "PACKED", "UNPACKED", "FILES", "LINE", "INSTRUCTION");
        for (int i = 0; i < image.layers().size(); i++) {
            LayerSummary layer = image.layers().get(i);
            table.row(
                    Integer.toString(i + 1),
                    Sizes.of(layer.blob().sizeBytes()),
                    Sizes.of(layer.unpackedBytes()),
                    Long.toString(layer.files()),
                    line(layer),
                    plain(layer.origin().instruction()));
        }
        add(table);
    }

    private static String line(LayerSummary layer) {
        return layer.origin().line().map(line -> plain(line.toString())).orElse("-");
    }

    private void waste(Inspection image) {
        if (image.waste().isEmpty()) {
            title("Waste: none found");
            return;
        }
        title("Waste: " + Sizes.of(image.wastedBytes()));
        Table table = new Table("CAUSE", "SIZE", "FILES", "WRITTEN BY", "HIDDEN BY", "LARGEST");
        for (Waste one : image.waste().stream().limit(SHOWN_WASTE).toList()) {
            table.row(
                    one.cause().title() + (one.kind().isEmpty() ? "" : " (" + one.kind() + ")"),
                    Sizes.of(one.bytes()),
                    Long.toString(one.files()),
                    maker(image, one.writer()),
                    one.other().isPresent() ? maker(image, one.other().getAsInt()) : "-",
                    one.largest().isEmpty() ? "" : plain(one.largest().getFirst()));
        }
        add(table);
        more(image.waste().size(), SHOWN_WASTE);
    }

    /** {@code #3 Dockerfile:12 RUN make install}. */
    private String maker(Inspection image, int layer) {
        var origin = image.layers().get(layer).origin();
        String where = origin.line().map(line -> " " + plain(line.toString())).orElse("");
        String text = plain(origin.instruction());
        String cut = text.length() > INSTRUCTION_COLUMNS ? text.substring(0, INSTRUCTION_COLUMNS - 1) + "…" : text;
        return ("#" + (layer + 1) + where + " " + cut).stripTrailing();
    }

    private void paths(String heading, List<SizedPath> paths) {
        if (paths.isEmpty()) {
            return;
        }
        title(heading);
        Table table = new Table("SIZE", "PATH");
        paths.stream().limit(SHOWN_TOPS).forEach(one -> table.row(Sizes.of(one.bytes()), plain(one.path())));
        add(table);
    }

    private void packages(Inspection image) {
        if (image.tops().packages().isEmpty()) {
            return;
        }
        title("Largest packages");
        Table table = new Table("SIZE", "FILES", "MANAGER", "PACKAGE");
        image.tops().packages().stream()
                .limit(SHOWN_TOPS)
                .forEach(one -> table.row(
                        Sizes.of(one.bytes()),
                        Long.toString(one.files()),
                        one.manager(),
                        plain((one.name() + " " + one.version()).trim())));
        add(table);
        more(image.tops().packages().size(), SHOWN_TOPS);
    }

    void verdict(Verdict verdict) {
        title("Rules");
        Table table = new Table("RULE", "RESULT", "ACTUAL", "LIMIT");
        verdict.results()
                .forEach(one -> table.row(
                        one.rule(),
                        one.passed() ? "PASS" : "FAIL",
                        amount(one.actual(), one.unit()),
                        amount(one.limit(), one.unit())));
        add(table);
        lines.add(verdict.passed() ? "passed" : "failed");
    }

    private static String amount(double value, Verdict.Unit unit) {
        return switch (unit) {
            case FRACTION -> String.format(Locale.ROOT, "%.4f", value);
            case BYTES -> Sizes.of((long) value);
        };
    }

    void difference(ImageDiff diff) {
        Inspection before = diff.before();
        Inspection after = diff.after();
        Table sums = new Table("", "BEFORE", "AFTER", "GROWTH");
        row(sums, "compressed", before.compressedBytes(), after.compressedBytes());
        row(sums, "unpacked", before.unpackedBytes(), after.unpackedBytes());
        row(sums, "wasted", before.wastedBytes(), after.wastedBytes());
        add(sums);
        changes("Layers", diff.layers());
        changes("Directories", diff.directories());
        changes("Packages", diff.packages());
    }

    private static void row(Table table, String name, long before, long after) {
        table.row(name, Sizes.of(before), Sizes.of(after), growth(after - before));
    }

    private void changes(String heading, List<ImageDiff.Change> changes) {
        if (changes.isEmpty()) {
            title(heading + ": no change");
            return;
        }
        title(heading);
        Table table = new Table("GROWTH", "BEFORE", "AFTER", "NAME");
        changes.stream()
                .limit(SHOWN_WASTE)
                .forEach(one -> table.row(
                        growth(one.growth()), Sizes.of(one.before()), Sizes.of(one.after()), plain(one.name())));
        add(table);
        more(changes.size(), SHOWN_WASTE);
    }

    private static String growth(long bytes) {
        return bytes == 0 ? "0" : (bytes > 0 ? "+" : "-") + Sizes.of(Math.abs(bytes));
    }

    private static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.2f %%", fraction * 100);
    }

    private void title(String text) {
        lines.add("");
        lines.add(Style.BOLD.on(colour, text));
    }

    private void add(Table table) {
        lines.addAll(table.render(columns));
    }

    private void more(int all, int shown) {
        if (all > shown) {
            lines.add("… and " + (all - shown) + " more (--json has all)");
        }
    }

    /** Names and commands come from the image: what would act on the terminal is shown as a question mark. */
    private static String plain(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) || c >= 0xD800 && c <= 0xDFFF ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
