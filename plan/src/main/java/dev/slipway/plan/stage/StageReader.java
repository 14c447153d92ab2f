package dev.slipway.plan.stage;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileException;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.Suggestion;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.expand.Expansion;
import dev.slipway.dockerfile.expand.WordExpander;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Platform;
import dev.slipway.plan.request.ContextSpec;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads a FROM: its platform, and what its base is. */
final class StageReader {
    private final Dockerfile dockerfile;
    private final GlobalScope globals;
    private final NamedContexts contexts;
    private final Platform target;
    private final WordExpander expander;

    StageReader(Dockerfile dockerfile, GlobalScope globals, NamedContexts contexts, Platform target) {
        this.dockerfile = dockerfile;
        this.globals = globals;
        this.contexts = contexts;
        this.target = target;
        this.expander = new WordExpander(dockerfile.source(), dockerfile.escape());
    }

    StageNode read(Stage stage) {
        Optional<Platform> platform = stage.from().platform().map(this::platform);
        Optional<TreeRef> standIn = stage.name().flatMap(name -> contexts.find(name, platform.orElse(target)));
        if (standIn.isPresent()) {
            return new StageNode(stage, shown(stage), standIn.get(), platform, true, List.of());
        }
        List<StageInstruction> instructions = stage.instructions().stream()
                .map(instruction -> new StageInstruction(
                        instruction, dockerfile.source(), instruction.span(), false, dockerfile.escape()))
                .toList();
        return new StageNode(stage, shown(stage), base(stage, platform), platform, false, instructions);
    }

    private Platform platform(Word word) {
        Expansion expansion = expander.expand(word, globals);
        try {
            return Platform.parse(expansion.value());
        } catch (IllegalArgumentException e) {
            throw expansion.undefined().stream()
                    .findFirst()
                    .map(name -> expander.undefined("FROM", word, name, globals))
                    .orElseGet(() -> new DockerfileException(
                            DockerfileException.Code.BAD_FLAG_VALUE,
                            dockerfile.source(),
                            word.span(),
                            "cannot read --platform of FROM: \"" + expansion.value()
                                    + "\" (expected: os/architecture[/variant])",
                            Optional.empty()));
        }
    }

    private TreeRef base(Stage stage, Optional<Platform> platform) {
        Word word = stage.from().image();
        Expansion expansion = expander.expand(word, globals);
        String name = expansion.value();
        Optional<Stage> above = dockerfile.stages().subList(0, stage.index()).reversed().stream()
                .filter(other -> other.name().equals(Optional.of(name.toLowerCase(Locale.ROOT))))
                .findFirst();
        if (above.isPresent()) {
            return new TreeRef.OfStage(above.get().index());
        }
        if (name.equals("scratch")) {
            return new TreeRef.Empty();
        }
        return contexts.find(name, platform.orElse(target)).orElseGet(() -> image(word, expansion));
    }

    private TreeRef image(Word word, Expansion expansion) {
        String name = expansion.value();
        try {
            return new TreeRef.OfImage(new ContextSpec.ImageOrigin.Registry(ImageReference.parse(name)), name, "");
        } catch (IllegalArgumentException e) {
            throw expansion.undefined().stream()
                    .findFirst()
                    .map(variable -> expander.undefined("FROM", word, variable, globals))
                    .orElseGet(() -> new DockerfileException(
                            DockerfileException.Code.UNKNOWN_STAGE,
                            dockerfile.source(),
                            word.span(),
                            "cannot start from \"" + name
                                    + "\" (expected: a stage declared above, an image reference, or" + " scratch)",
                            Suggestion.hint(name, SourceRefs.namesAbove(dockerfile, Integer.MAX_VALUE))));
        }
    }

    private String shown(Stage stage) {
        boolean alone = dockerfile.stages().size() == 1
                && stage.instructions().stream().noneMatch(StageReader::hasOtherSources);
        return alone ? "" : stage.name().orElse("stage-" + stage.index());
    }

    private static boolean hasOtherSources(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Copy copy -> copy.flags().from().isPresent();
            case Instruction.Run run -> !run.mounts().isEmpty();
            default -> false;
        };
    }
}
