package dev.slipway.dockerfile;

import java.util.List;

/**
 * A whole Dockerfile: directives, ARGs before the first FROM, and stages.
 *
 * @param source the file's name and text, for messages
 * @param directives in order
 * @param globalArguments the ARG instructions before the first FROM
 * @param stages at least one
 */
public record Dockerfile(
        SourceText source, List<Directive> directives, List<Instruction.Arg> globalArguments, List<Stage> stages) {
    public Dockerfile {
        directives = List.copyOf(directives);
        globalArguments = List.copyOf(globalArguments);
        stages = List.copyOf(stages);
    }
}
