package dev.slipway.cli;

import static dev.slipway.cli.Options.flag;
import static dev.slipway.cli.Options.parameter;
import static dev.slipway.cli.Options.parameters;
import static dev.slipway.cli.Options.text;

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

/** {@code slipway image}: the local image store. */
final class ImageCommand {
    private final Session session;

    // Of the one subcommand that runs.
    private List<String> names = List.of();
    private String name = "";
    private String further = "";
    private Optional<String> platform = Optional.empty();
    private boolean quiet;
    private boolean whole;
    private boolean raw;
    private boolean force;

    ImageCommand(Session session) {
        this.session = session;
    }

    CommandModel model(NamedOptions named) {
        return CommandModel.group("image", "Lists, names, shows and removes images of the local store.", named)
                .subcommand("history", () -> historyModel(named))
                .subcommand("inspect", () -> inspectModel(named))
                .subcommand("ls", "list", () -> listModel(named))
                .subcommand("rm", "remove", () -> removeModel(named))
                .subcommand("tag", () -> tagModel(named));
    }

    private CommandModel historyModel(NamedOptions named) {
        return CommandModel.of("history", "Shows what made each layer of an image.", named, this::history)
                .parameters(parameter(value -> name = value.orElse(""), 0)
                        .arity("1")
                        .required(true)
                        .paramLabel("IMAGE"))
                .options(
                        text(value -> platform = value, "--platform").paramLabel("OS/ARCH"),
                        flag(value -> whole = value, "--no-trunc").description("Do not cut long lines."));
    }

    private CommandModel inspectModel(NamedOptions named) {
        return CommandModel.of("inspect", "Prints an image's manifest and config as JSON.", named, this::inspect)
                .parameters(parameter(value -> name = value.orElse(""), 0)
                        .arity("1")
                        .required(true)
                        .paramLabel("IMAGE"))
                .options(
                        text(value -> platform = value, "--platform").paramLabel("OS/ARCH"),
                        flag(value -> raw = value, "--raw")
                                .description("Print the stored bytes of the manifest or index."));
    }

    private CommandModel listModel(NamedOptions named) {
        return CommandModel.of("ls", "Lists images.", named, this::list)
                .options(
                        flag(value -> quiet = value, "-q", "--quiet").description("Print digests only."),
                        flag(value -> whole = value, "--no-trunc").description("Print whole digests."));
    }

    private CommandModel removeModel(NamedOptions named) {
        return CommandModel.of("rm", "Forgets names; `slipway cache prune` frees the space.", named, this::remove)
                .parameters(parameters(value -> names = value)
                        .arity("1..*")
                        .required(true)
                        .paramLabel("IMAGE"))
                .options(flag(value -> force = value, "-f", "--force")
                        .description("Do not mind names that are not there."));
    }

    private CommandModel tagModel(NamedOptions named) {
        return CommandModel.of("tag", "Gives an image a further name.", named, this::tag)
                .parameters(
                        parameter(value -> name = value.orElse(""), 0)
                                .arity("1")
                                .required(true)
                                .paramLabel("SOURCE"),
                        parameter(value -> further = value.orElse(""), 1)
                                .arity("1")
                                .required(true)
                                .paramLabel("TARGET"));
    }

    private EmbeddedBuilder open() {
        return EmbeddedBuilder.open(session.builderOptions(OptionalInt.empty()));
    }

    private int list() {
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
                ImageReference reference = image.name();
                String tag = reference.tag().orElse("<none>");
                String familiar = reference.familiar();
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

    private int remove() {
        boolean missing = false;
        try (EmbeddedBuilder builder = open()) {
            for (String one : names) {
                ImageReference reference = ImageReference.parse(one);
                if (builder.images().remove(reference)) {
                    session.out().println("Untagged: " + reference.familiar());
                } else if (!force) {
                    missing = true;
                    session.err().println("error: no image \"" + one + "\" in the local store");
                }
            }
        }
        return missing ? Main.FAILED : Main.OK;
    }

    private int tag() {
        try (EmbeddedBuilder builder = open()) {
            builder.images().tag(ImageReference.parse(name), ImageReference.parse(further));
        }
        return Main.OK;
    }

    private int inspect() throws IOException {
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

    private int history() {
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
