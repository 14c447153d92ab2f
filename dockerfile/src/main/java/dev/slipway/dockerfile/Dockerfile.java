package dev.slipway.dockerfile;

import dev.slipway.dockerfile.parse.DockerfileParser;
import dev.slipway.dockerfile.parse.SourceDecoder;
import dev.slipway.dockerfile.syntax.SyntaxTree;
import java.util.List;

/**
 * A whole Dockerfile: directives, ARGs before the first FROM, and stages.
 *
 * @param tree the file's text as lines and tokens
 * @param directives in order
 * @param globalArguments the ARG instructions before the first FROM
 * @param stages at least one
 */
public record Dockerfile(
        SyntaxTree tree, List<Directive> directives, List<Instruction.Arg> globalArguments, List<Stage> stages) {
    public Dockerfile {
        directives = List.copyOf(directives);
        globalArguments = List.copyOf(globalArguments);
        stages = List.copyOf(stages);
    }

    /**
     * Parses a whole file: the current Dockerfile reference, stable channel.
     *
     * @param name the file's name, for messages
     * @param text with {@code \n} or {@code \r\n} line ends, with or without a byte order mark or a last line end
     * @throws DockerfileException at the first place that cannot be understood
     */
    public static Dockerfile parse(String name, String text) {
        return DockerfileParser.parse(new SourceText(name, text));
    }

    /** The same from UTF-8; bytes that are not UTF-8 are refused outside comments. */
    public static Dockerfile parse(String name, byte[] bytes) {
        return DockerfileParser.parse(SourceDecoder.decode(name, bytes));
    }

    /**
     * Parses one instruction with its heredocs, such as an ONBUILD trigger stored in a base image. It may be any
     * instruction; a text with none or more than one is refused.
     */
    public static Instruction parseInstruction(String name, String text) {
        return DockerfileParser.parseInstruction(new SourceText(name, text));
    }

    /** The file's name and text, for messages. */
    public SourceText source() {
        return tree.source();
    }

    /** The escape character: a backslash, or what the escape directive says. */
    public char escape() {
        return tree.escape();
    }
}
