package dev.slipway.cli;

import static dev.slipway.cli.Options.flag;
import static dev.slipway.cli.Options.list;
import static dev.slipway.cli.Options.text;

import dev.slipway.cli.progress.Sizes;
import dev.slipway.engine.EmbeddedBuilder;
import dev.slipway.engine.store.PruneRules;
import dev.slipway.engine.store.StoreMaintenance.PruneReport;
import dev.slipway.engine.store.UsageItem;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.request.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** {@code slipway cache}: what the store holds, and freeing its space. */
final class CacheCommand {
    private final Session session;

    private List<String> kinds = List.of();
    private Optional<String> until = Optional.empty();
    private Optional<String> keep = Optional.empty();
    private boolean all;
    private boolean dryRun;
    private boolean verbose;

    CacheCommand(Session session) {
        this.session = session;
    }

    CommandModel model(NamedOptions named) {
        return CommandModel.group("cache", "Shows and frees the space of the store.", named)
                .subcommand("prune", () -> pruneModel(named))
                .subcommand("du", () -> usageModel(named));
    }

    private CommandModel pruneModel(NamedOptions named) {
        return CommandModel.of(
                        "prune",
                        "Removes what was not used for longest; never what a running build uses or a named image needs.",
                        named,
                        this::prune)
                .options(
                        flag(value -> all = value, "-a", "--all").description("Build records too."),
                        list(value -> kinds = value, "--kind")
                                .paramLabel("KIND")
                                .splitRegex(",")
                                .description("Only these: blob, layer, action, memo, cache-mount, build-record."),
                        text(value -> until = value, "--until")
                                .paramLabel("AGE")
                                .description("Only what was last used longer ago: 24h, 7d, 30m."),
                        text(value -> keep = value, "--keep-storage", "--max-used-space")
                                .paramLabel("SIZE")
                                .description("Stop when no more than this is left."),
                        flag(value -> dryRun = value, "--dry-run").description("Only say what would go."),
                        flag(value -> {}, "-f", "--force").description("Accepted as Docker has it; nothing is asked."));
    }

    private CommandModel usageModel(NamedOptions named) {
        return CommandModel.of("du", "Shows what takes space.", named, this::usage)
                .options(flag(value -> verbose = value, "--verbose").description("Each item instead of sums by kind."));
    }

    private EmbeddedBuilder open() {
        return EmbeddedBuilder.open(session.builderOptions(OptionalInt.empty()));
    }

    private int usage() {
        try (EmbeddedBuilder builder = open()) {
            List<UsageItem> items = builder.maintenance().usage();
            (verbose ? each(items) : sums(items)).render(0).forEach(session.out()::println);
            long total = items.stream().mapToLong(UsageItem::sizeBytes).sum();
            session.out().println();
            session.out().println("Total: " + Sizes.of(total));
        }
        return Main.OK;
    }

    private static Table sums(List<UsageItem> items) {
        Map<UsageItem.Kind, long[]> byKind = new EnumMap<>(UsageItem.Kind.class);
        for (UsageItem item : items) {
            long[] sum = byKind.computeIfAbsent(item.kind(), kind -> new long[3]);
            sum[0]++;
            sum[1] += item.sizeBytes();
            sum[2] += item.kept() || item.inUse() ? 0 : item.sizeBytes();
        }
        Table table = new Table("KIND", "COUNT", "SIZE", "RECLAIMABLE");
        byKind.forEach((kind, sum) -> table.row(name(kind), Long.toString(sum[0]), Sizes.of(sum[1]), Sizes.of(sum[2])));
        return table;
    }

    private static Table each(List<UsageItem> items) {
        Table table = new Table("KIND", "ID", "SIZE", "LAST USED", "STATE", "DESCRIPTION");
        for (UsageItem item : items) {
            table.row(
                    name(item.kind()),
                    item.id(),
                    Sizes.of(item.sizeBytes()),
                    Times.ago(item.times().lastUsed(), Instant.now()),
                    item.inUse() ? "in use" : item.kept() ? "of a named image" : "",
                    item.description());
        }
        return table;
    }

    private int prune() {
        PruneRules rules = new PruneRules(
                chosen(kinds, all),
                until.map(age -> Instant.now().minus(age(age))),
                keep.map(CacheCommand::size).map(OptionalLong::of).orElse(OptionalLong.empty()),
                dryRun);
        try (EmbeddedBuilder builder = open()) {
            PruneReport report = builder.maintenance().prune(rules);
            each(report.removed()).render(0).forEach(session.out()::println);
            session.out().println();
            session.out().println((dryRun ? "Would free: " : "Freed: ") + Sizes.of(report.freedBytes()));
        }
        return Main.OK;
    }

    private static Set<UsageItem.Kind> chosen(List<String> names, boolean all) {
        if (names.isEmpty()) {
            return all ? EnumSet.allOf(UsageItem.Kind.class) : PruneRules.CACHE;
        }
        Set<UsageItem.Kind> kinds = EnumSet.noneOf(UsageItem.Kind.class);
        for (String text : names) {
            kinds.add(List.of(UsageItem.Kind.values()).stream()
                    .filter(kind -> name(kind).equals(text))
                    .findFirst()
                    .orElseThrow(() -> PlanException.badValue(
                            "--kind \"" + text + "\"", "blob, layer, action, memo, cache-mount or build-record")));
        }
        return kinds;
    }

    private static String name(UsageItem.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static long size(String text) {
        return ByteSize.parse(text)
                .orElseThrow(() -> PlanException.badValue("--keep-storage \"" + text + "\"", "a size such as 10GB"));
    }

    private static Duration age(String text) {
        try {
            long count = Long.parseLong(text.substring(0, text.length() - 1));
            return switch (text.charAt(text.length() - 1)) {
                case 's' -> Duration.ofSeconds(count);
                case 'm' -> Duration.ofMinutes(count);
                case 'h' -> Duration.ofHours(count);
                case 'd' -> Duration.ofDays(count);
                default -> throw new NumberFormatException(text);
            };
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw PlanException.badValue("--until \"" + text + "\"", "a number with s, m, h or d, such as 24h");
        }
    }
}
