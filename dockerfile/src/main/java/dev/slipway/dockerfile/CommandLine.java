package dev.slipway.dockerfile;

import java.util.List;

/**
 * What RUN, CMD, ENTRYPOINT or HEALTHCHECK CMD runs (Dockerfile reference, Shell and exec form).
 *
 * <p>Neither form is expanded by the builder: the shell of the step does that.
 */
public sealed interface CommandLine {
    Span span();

    /**
     * Shell form: one script for the stage's SHELL.
     *
     * @param script continuations joined with nothing between the lines, comment lines removed; for RUN the text of
     *     the instruction line only, its heredoc operators included
     */
    record ShellForm(String script, Span span) implements CommandLine {}

    /** Exec form: a JSON array of strings. */
    record ExecForm(List<String> arguments, Span span) implements CommandLine {
        public ExecForm {
            arguments = List.copyOf(arguments);
        }
    }
}
