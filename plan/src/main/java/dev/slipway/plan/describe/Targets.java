package dev.slipway.plan.describe;

import dev.slipway.dockerfile.Dockerfile;
import dev.slipway.dockerfile.Stage;
import dev.slipway.dockerfile.Word;
import java.util.List;

/** The stages of a Dockerfile that can be built ({@code --call=targets}), in file order. */
public record Targets(List<Target> targets) {
    public Targets {
        targets = List.copyOf(targets);
    }

    /**
     * @param name empty for a stage without one
     * @param isDefault whether it is built when no target is named
     * @param description from a comment {@code # NAME text} above the FROM, or empty
     * @param base as written
     * @param platform {@code FROM --platform} as written, or empty
     * @param line of the FROM
     */
    public record Target(String name, boolean isDefault, String description, String base, String platform, int line) {}

    public static Targets of(Dockerfile dockerfile) {
        DocComments comments = new DocComments(dockerfile);
        int last = dockerfile.stages().size() - 1;
        return new Targets(dockerfile.stages().stream()
                .map(stage -> target(stage, stage.index() == last, comments))
                .toList());
    }

    private static Target target(Stage stage, boolean isDefault, DocComments comments) {
        String name = stage.name().orElse("");
        int line = stage.from().span().startLine();
        return new Target(
                name,
                isDefault,
                comments.of(name, line),
                stage.from().image().text(),
                stage.from().platform().map(Word::text).orElse(""),
                line);
    }
}
