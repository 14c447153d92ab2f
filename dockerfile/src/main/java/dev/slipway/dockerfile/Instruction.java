package dev.slipway.dockerfile;

import dev.slipway.dockerfile.expand.HeredocOperator;
import java.util.List;
import java.util.Optional;

/**
 * One typed instruction of a Dockerfile (Dockerfile reference, by instruction name).
 *
 * <p>Values are {@link Word}s: unexpanded, quotes kept. Which of them the builder expands is said at each component;
 * expansion itself is {@code dev.slipway.dockerfile.expand}. Flags are already checked: known for the instruction,
 * not repeated where one is allowed, with a value where one is needed.
 */
public sealed interface Instruction {
    /** What every instruction has. */
    Origin origin();

    /** The instruction's name in capitals, {@code "COPY"}. */
    default String keyword() {
        return origin().keyword();
    }

    default Span span() {
        return origin().span();
    }

    /**
     * Where an instruction comes from.
     *
     * @param keyword the name in capitals
     * @param span from the keyword to the end of the last line, heredoc bodies included
     * @param text the instruction's line with continuations joined, as history shows it; heredoc bodies not included
     */
    record Origin(String keyword, Span span, String text) {}

    /**
     * FROM.
     *
     * @param platform {@code --platform}, expanded with global arguments
     * @param image the base: image reference, stage name or {@code scratch}; expanded with global arguments
     * @param stageName what follows AS, in lower case
     */
    record From(Origin origin, Optional<Word> platform, Word image, Optional<Word> stageName) implements Instruction {}

    /** ARG; keys are literal, defaults expanded. */
    record Arg(Origin origin, List<KeyValue> arguments) implements Instruction {
        public Arg {
            arguments = List.copyOf(arguments);
        }
    }

    /** ENV; keys and values expanded, values with the environment as it was before the instruction. */
    record Env(Origin origin, List<KeyValue> variables) implements Instruction {
        public Env {
            variables = List.copyOf(variables);
        }
    }

    /** LABEL; keys and values expanded. */
    record Label(Origin origin, List<KeyValue> labels) implements Instruction {
        public Label {
            labels = List.copyOf(labels);
        }
    }

    /**
     * RUN.
     *
     * @param mounts each {@code --mount}, options as written; option values are expanded
     * @param network {@code --network}
     * @param security {@code --security}
     * @param heredocs in the order of their operators in the command line; bodies are not expanded by the builder
     */
    record Run(
            Origin origin,
            CommandLine command,
            List<MountFlag> mounts,
            Optional<Word> network,
            Optional<Word> security,
            List<Heredoc> heredocs)
            implements Instruction {
        public Run {
            mounts = List.copyOf(mounts);
            heredocs = List.copyOf(heredocs);
        }

        /**
         * The command line is a heredoc and nothing else: then its body is the script, and no shell heredoc is needed.
         */
        public boolean isHeredocScript() {
            return heredocs.size() == 1
                    && command instanceof CommandLine.ShellForm shell
                    && HeredocOperator.parseWhole(shell.script()).isPresent();
        }
    }

    /** COPY; {@code flags.checksum}, {@code keepGitDir} and {@code unpack} are always empty. */
    record Copy(Origin origin, TransferFlags flags, List<TransferSource> sources, Word destination)
            implements Instruction {
        public Copy {
            sources = List.copyOf(sources);
        }
    }

    /** ADD; {@code flags.from} is always empty. */
    record Add(Origin origin, TransferFlags flags, List<TransferSource> sources, Word destination)
            implements Instruction {
        public Add {
            sources = List.copyOf(sources);
        }
    }

    /** WORKDIR; expanded. */
    record Workdir(Origin origin, Word path) implements Instruction {}

    /** USER; expanded. */
    record User(Origin origin, Word user) implements Instruction {}

    /** CMD. */
    record Cmd(Origin origin, CommandLine command) implements Instruction {}

    /** ENTRYPOINT. */
    record Entrypoint(Origin origin, CommandLine command) implements Instruction {}

    /** EXPOSE; each word expanded, and split again at white space after expansion. */
    record Expose(Origin origin, List<Word> ports) implements Instruction {
        public Expose {
            ports = List.copyOf(ports);
        }
    }

    /** VOLUME; each path expanded. */
    record Volume(Origin origin, List<Word> paths) implements Instruction {
        public Volume {
            paths = List.copyOf(paths);
        }
    }

    /** STOPSIGNAL; expanded. */
    record StopSignal(Origin origin, Word signal) implements Instruction {}

    /** SHELL; exec form only, not expanded. */
    record Shell(Origin origin, List<String> arguments) implements Instruction {
        public Shell {
            arguments = List.copyOf(arguments);
        }
    }

    /** HEALTHCHECK. */
    record Healthcheck(Origin origin, HealthcheckSpec check) implements Instruction {}

    /**
     * ONBUILD.
     *
     * @param trigger the instruction to run in a child's build, already parsed and checked
     * @param triggerText its text as the image config stores it
     */
    record Onbuild(Origin origin, Instruction trigger, String triggerText) implements Instruction {}

    /** MAINTAINER (deprecated); not expanded. */
    record Maintainer(Origin origin, String name) implements Instruction {}
}
