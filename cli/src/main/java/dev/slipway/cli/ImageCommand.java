package dev.slipway.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cli.progress.Sizes;
import dev.slipway.engine.EmbeddedBuilder;
import dev.slipway.engine.ImageStore;
import dev.slipway.image.Descriptor;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Platform;
import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway image}: the local image store. */
@Command(
        name = "image",
        description = "Lists, names, shows and removes images of the local store.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class ImageCommand {
    private final Session session;

    ImageCommand(Session session) {
        this.session = session;
    }

    private EmbeddedBuilder open() {
        return EmbeddedBuilder.open(session.builderOptions(OptionalInt.empty()));
    }

    @Command(name = "ls", aliases = "list", description = "Lists images.", mixinStandardHelpOptions = true)
    int list(
            @Option(
                            names = {"-q", "--quiet"},
                            description = "Print digests only.")
                    boolean quiet,
            @Option(names = "--no-trunc", description = "Print whole digests.") boolean whole) {
        try (EmbeddedBuilder builder = open()) {
            Table table = new Table("REPOSITORY", "TAG", "DIGEST", "PLATFORM", "CREATED", "SIZE");
            for (ImageStore.Summary image : builder.images().list()) {
                String digest = whole
                        ? image.target().digest().toString()
                        : image.target().digest().shortHex();
                if (quiet) {
                    session.out().println(digest);
                    continue;
                }
                ImageReference name = image.name();
                String tag = name.tag().orElse("<none>");
                String familiar = name.familiar();
                table.row(
                        familiar.endsWith(":" + tag)
                                ? familiar.substring(0, familiar.length() - tag.length() - 1)
                                : familiar,
                        tag,
                        digest,
                        image.platforms().stream().map(Platform::toString).collect(Collectors.joining(",")),
                        image.created()
                                .map(then -> Times.ago(then, Instant.now()))
                                .orElse("N/A"),
                        Sizes.of(image.compressedBytes()));
            }
            if (!quiet) {
                table.render(0).forEach(session.out()::println);
            }
        }
        return Main.OK;
    }

    @Command(
            name = "rm",
            aliases = "remove",
            description = "Forgets names; `slipway cache prune` frees the space.",
            mixinStandardHelpOptions = true)
    int remove(
            @Parameters(paramLabel = "IMAGE", arity = "1..*") List<String> names,
            @Option(
                            names = {"-f", "--force"},
                            description = "Do not mind names that are not there.")
                    boolean force) {
        boolean missing = false;
        try (EmbeddedBuilder builder = open()) {
            for (String name : names) {
                ImageReference reference = ImageReference.parse(name);
                if (builder.images().remove(reference)) {
                    session.out().println("Untagged: " + reference.familiar());
                } else if (!force) {
                    missing = true;
                    session.err().println("error: no image \"" + name + "\" in the local store");
                }
            }
        }
        return missing ? Main.FAILED : Main.OK;
    }

    @Command(name = "tag", description = "Gives an image a further name.", mixinStandardHelpOptions = true)
    int tag(@Parameters(paramLabel = "SOURCE") String source, @Parameters(paramLabel = "TARGET") String target) {
        try (EmbeddedBuilder builder = open()) {
            builder.images().tag(ImageReference.parse(source), ImageReference.parse(target));
        }
        return Main.OK;
    }

    @Command(
            name = "inspect",
            description = "Prints an image's manifest and config as JSON.",
            mixinStandardHelpOptions = true)
    int inspect(
            @Parameters(paramLabel = "IMAGE") String name,
            @Option(names = "--platform", paramLabel = "OS/ARCH") Optional<String> platform,
            @Option(names = "--raw", description = "Print the stored bytes of the manifest or index.") boolean raw)
            throws IOException {
        try (EmbeddedBuilder builder = open()) {
            ImageStore.Detail image =
                    builder.images().inspect(ImageReference.parse(name), platform.map(Platform::parse));
            if (raw) {
                session.out().write(builder.images().json(image.root().digest()));
                session.out().flush();
                return Main.OK;
            }
            ObjectMapper json = new ObjectMapper();
            var all = json.createObjectNode();
            all.put("name", image.name().familiar());
            all.put("digest", image.root().digest().toString());
            all.put("mediaType", image.root().mediaType().value());
            all.set(
                    "manifest",
                    json.readTree(
                            builder.images().json(image.manifestDescriptor().digest())));
            all.set(
                    "config",
                    json.readTree(
                            builder.images().json(image.manifest().config().digest())));
            session.out().println(json.writerWithDefaultPrettyPrinter().writeValueAsString(all));
        }
        return Main.OK;
    }

    @Command(name = "history", description = "Shows what made each layer of an image.", mixinStandardHelpOptions = true)
    int history(
            @Parameters(paramLabel = "IMAGE") String name,
            @Option(names = "--platform", paramLabel = "OS/ARCH") Optional<String> platform,
            @Option(names = "--no-trunc", description = "Do not cut long lines.") boolean whole) {
        try (EmbeddedBuilder builder = open()) {
            ImageStore.Detail image =
                    builder.images().inspect(ImageReference.parse(name), platform.map(Platform::parse));
            Iterator<Descriptor> layers = image.manifest().layers().iterator();
            List<String[]> rows = new java.util.ArrayList<>();
            for (ImageConfig.History step : image.config().history()) {
                boolean hasLayer = !step.emptyLayer() && layers.hasNext();
                Optional<Descriptor> layer = hasLayer ? Optional.of(layers.next()) : Optional.empty();
                rows.add(new String[] {
                    layer.map(l -> l.digest().shortHex()).orElse("-"),
                    step.created().map(then -> Times.ago(then, Instant.now())).orElse("N/A"),
                    layer.map(l -> Sizes.of(l.sizeBytes())).orElse("0B"),
                    step.createdBy().replace('\n', ' ').replace('\t', ' ')
                });
            }
            Table table = new Table("LAYER", "CREATED", "SIZE", "CREATED BY");
            rows.reversed().forEach(table::row);
            int columns = whole || !session.terminal().interactive()
                    ? 0
                    : session.terminal().columns();
            table.render(columns).forEach(session.out()::println);
        }
        return Main.OK;
    }
}
