package dev.slipway.advise.explain;

import dev.slipway.image.Descriptor;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.MediaType;
import dev.slipway.image.Platform;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.source.ResolvedImage;
import dev.slipway.plan.source.SourceAccess;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * Plans without asking anybody: an image is its name, with one layer that stands for whatever it has and an empty
 * config. Its variables, user and ONBUILD triggers are not known, which matters little, because two plans are compared
 * that both do not know them. Only a variable that names an owner must have some value, or the file could not be planned:
 * it has its own name.
 */
public final class OfflineSources implements SourceAccess {
    private static final Pattern OWNER = Pattern.compile("--chown=\\S+");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([A-Za-z_][A-Za-z0-9_]*)");

    private final BiFunction<ContextSpec, String, Optional<byte[]>> files;
    private final List<String> environment;

    /**
     * @param files a file of a context by its relative path
     * @param dockerfile its text
     */
    public OfflineSources(BiFunction<ContextSpec, String, Optional<byte[]>> files, String dockerfile) {
        this.files = files;
        this.environment = OWNER.matcher(dockerfile)
                .results()
                .flatMap(owner -> VARIABLE.matcher(owner.group()).results())
                .map(variable -> variable.group(1))
                .distinct()
                .filter(name -> !isSet(name, dockerfile))
                .map(name -> name + "=" + name)
                .toList();
    }

    /** A value of the base image would hide that of an argument. */
    private static boolean isSet(String name, String dockerfile) {
        return Pattern.compile("\\b" + name + "=|\\b(?i:ARG|ENV)\\s+" + name + "\\b")
                .matcher(dockerfile)
                .find();
    }

    @Override
    public ResolvedImage resolve(ContextSpec.ImageOrigin origin, Platform platform) {
        Digest stands = Digest.of((origin + " " + platform).getBytes(StandardCharsets.UTF_8));
        DiffId layer = new DiffId(stands);
        ImageConfig config = new ImageConfig(
                platform,
                Optional.empty(),
                Optional.empty(),
                new ImageConfig.Runtime(
                        "",
                        "",
                        "",
                        environment,
                        ImageConfig.Commands.NONE,
                        Optional.empty(),
                        ImageConfig.Declared.NONE,
                        List.of()),
                List.of(layer),
                List.of(new ImageConfig.History(Optional.empty(), "base", "", "", false)));
        Descriptor blob = new Descriptor(MediaType.OCI_LAYER_GZIP, stands, 0, Optional.empty(), Map.of());
        return new ResolvedImage(origin, stands, config, List.of(blob));
    }

    @Override
    public Optional<byte[]> read(ContextSpec context, String path) {
        return files.apply(context, path);
    }
}
