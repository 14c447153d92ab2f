package dev.slipway.advise.check.shellcheck;

import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.Finding;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.StageView;
import dev.slipway.advise.check.Step;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.KeyValue;
import dev.slipway.dockerfile.Span;
import dev.slipway.image.JsonReading;
import dev.slipway.image.MalformedImageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs the program {@code shellcheck} over the scripts of a Dockerfile, several at once when there are many. Needs
 * version 0.7 or later ({@code --format=json1}). What it does not do in time is not found, and a note says so. Scripts that
 * it knows are not given to it again.
 */
public final class ShellCheck {
    private static final int MAX_OUTPUT_BYTES = 16 << 20;
    /** Beginning to run costs a process as much as a handful of scripts. */
    private static final int FEW_SCRIPTS = 8;

    private static final int MAX_PROCESSES = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8);
    /** Not about scripts in Dockerfiles: the shell ash, and files that are sourced. */
    private static final String EXCLUDED = "SC2187,SC1090,SC1091";

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final List<String> PROXIES =
            List.of("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "FTP_PROXY", "NO_PROXY", "no_proxy");

    private final Path program;
    private final Duration limit;
    private final Optional<Path> memory;

    /**
     * @param limit for one process
     * @param memory directory for what was said of scripts; nothing is remembered when it is empty
     */
    public ShellCheck(Path program, Duration limit, Optional<Path> memory) {
        this.program = program;
        this.limit = limit;
        this.memory = memory;
    }

    /** @param notes what went wrong with the program itself */
    public record Result(List<Finding> findings, List<String> notes) {
        public Result {
            findings = List.copyOf(findings);
            notes = List.copyOf(notes);
        }
    }

    /** @param shell what runs scripts where no SHELL says it; {@code sh} when empty */
    public Result check(DockerfileView view, Optional<String> shell) {
        // With the backquote as escape the file is one for Windows.
        List<RunScript> scripts = view.dockerfile().escape() == '\\' ? scripts(view, shell.orElse("sh")) : List.of();
        if (scripts.isEmpty()) {
            return new Result(List.of(), List.of());
        }
        String prelude = prelude(view);
        Answers answers = Answers.of(memory, program, view.source().name(), EXCLUDED + "\n" + prelude);
        List<String> keys = scripts.stream().map(answers::key).toList();
        Map<String, List<Comment>> said = new LinkedHashMap<>();
        Map<String, RunScript> unknown = new LinkedHashMap<>();
        for (int i = 0; i < scripts.size(); i++) {
            String key = keys.get(i);
            RunScript script = scripts.get(i);
            answers.of(key).ifPresentOrElse(known -> said.put(key, known), () -> unknown.put(key, script));
        }
        List<String> notes = unknown.isEmpty() ? List.of() : ask(unknown, prelude, said);
        if (notes.isEmpty()) {
            answers.keep(said);
        }
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < scripts.size(); i++) {
            for (Comment comment : said.getOrDefault(keys.get(i), List.of())) {
                finding(comment, scripts.get(i), view).ifPresent(findings::add);
            }
        }
        return new Result(findings, notes);
    }

    /**
     * Gives scripts to the program.
     *
     * @param scripts by key
     * @param said takes what it says of each
     * @return what went wrong
     */
    private List<String> ask(Map<String, RunScript> scripts, String prelude, Map<String, List<Comment>> said) {
        try {
            Path directory = Files.createTempDirectory("slipway-check");
            try {
                List<String> keys = List.copyOf(scripts.keySet());
                List<Batch> batches = batches(directory, List.copyOf(scripts.values()), prelude);
                run(
                        directory,
                        batches,
                        (script, comment) -> said.computeIfAbsent(keys.get(script), key -> new ArrayList<>())
                                .add(comment));
                keys.forEach(key -> said.putIfAbsent(key, List.of()));
            } finally {
                delete(directory);
            }
            return List.of();
        } catch (IOException | MalformedImageException e) {
            return List.of("shellcheck was not run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("shellcheck was interrupted");
        }
    }

    private static List<RunScript> scripts(DockerfileView view, String first) {
        List<RunScript> scripts = new ArrayList<>();
        Map<Integer, String> shells = new HashMap<>();
        for (StageView stage : view.stages()) {
            String shell = stage.parent()
                    .map(parent -> shells.getOrDefault(parent.stage().index(), first))
                    .orElse(first);
            for (Step step : stage.steps()) {
                if (step.instruction() instanceof Instruction.Shell changed) {
                    shell = changed.arguments().getFirst();
                } else if (step.instruction() instanceof Instruction.Run run) {
                    String runner = shell;
                    view.node(run)
                            .flatMap(node -> RunScript.of(run, node, runner))
                            .ifPresent(scripts::add);
                }
            }
            shells.put(stage.stage().index(), shell);
        }
        return scripts;
    }

    /** @param to takes a script's number and a comment on it */
    private void run(Path directory, List<Batch> batches, BiConsumer<Integer, Comment> to)
            throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        try {
            for (Batch batch : batches) {
                processes.add(start(directory, batch));
            }
            for (int i = 0; i < batches.size(); i++) {
                await(processes.get(i), batches.get(i).output());
                for (JsonReading comment : comments(batches.get(i).output())) {
                    String file = comment.requiredText("file");
                    to.accept(Integer.parseInt(file.substring(0, file.indexOf('.'))), Comment.of(comment));
                }
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    /**
     * What one process reads.
     *
     * @param files names of scripts of one dialect
     * @param output where it writes
     */
    private record Batch(String dialect, List<String> files, Path output) {}

    /** Writes the scripts; as many processes for a dialect as there are processors, unless it has few scripts. */
    private static List<Batch> batches(Path directory, List<RunScript> scripts, String prelude) throws IOException {
        Map<String, List<String>> byDialect = new LinkedHashMap<>();
        for (int i = 0; i < scripts.size(); i++) {
            String name = i + ".sh";
            // A lone surrogate, which a hostile file may hold, becomes a question mark.
            Files.write(directory.resolve(name), (prelude + scripts.get(i).text()).getBytes(StandardCharsets.UTF_8));
            byDialect
                    .computeIfAbsent(scripts.get(i).dialect(), dialect -> new ArrayList<>())
                    .add(name);
        }
        List<Batch> batches = new ArrayList<>();
        byDialect.forEach((dialect, names) -> {
            int processes = Math.clamp(names.size() / FEW_SCRIPTS, 1, MAX_PROCESSES);
            for (int i = 0; i < processes; i++) {
                List<String> part = names.subList(i * names.size() / processes, (i + 1) * names.size() / processes);
                batches.add(new Batch(dialect, part, directory.resolve(dialect + i + ".json")));
            }
        });
        return batches;
    }

    /** The variables that instructions set are known to scripts: one line, above the script's first. */
    private static String prelude(DockerfileView view) {
        TreeSet<String> names = new TreeSet<>(PROXIES);
        view.steps()
                .flatMap(step -> switch (step.instruction()) {
                    case Instruction.Arg argument -> argument.arguments().stream();
                    case Instruction.Env env -> env.variables().stream();
                    default -> Stream.<KeyValue>empty();
                })
                .map(pair -> pair.key().text())
                .filter(name -> VARIABLE.matcher(name).matches())
                .forEach(names::add);
        return "export " + String.join("=1 ", names) + "=1\n";
    }

    private Process start(Path directory, Batch batch) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                program.toString(), "--norc", "--format=json1", "--shell=" + batch.dialect(), "--exclude=" + EXCLUDED));
        command.addAll(batch.files());
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(batch.output().toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void await(Process process, Path output) throws IOException, InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("it took longer than " + limit.toSeconds() + " s");
        }
        if (process.exitValue() > 1 || Files.size(output) > MAX_OUTPUT_BYTES) {
            throw new IOException("it ended with exit code " + process.exitValue());
        }
    }

    private static List<JsonReading> comments(Path output) throws IOException {
        return JsonReading.parse(Files.readAllBytes(output), "its output", MAX_OUTPUT_BYTES)
                .objects("comments");
    }

    /** The first line is the prelude. */
    private static Optional<Finding> finding(Comment comment, RunScript script, DockerfileView view) {
        int line = comment.line() - 1;
        if (line < 1) {
            return Optional.empty();
        }
        int endLine = Math.max(line, comment.endLine() - 1);
        int column = comment.column() + (line == 1 ? script.column() - 1 : 0);
        int endColumn = comment.endColumn() + (endLine == 1 ? script.column() - 1 : 0) - 1;
        int start = script.line() + line - 1;
        Span span = new Span(
                start,
                Math.max(1, column),
                script.line() + endLine - 1,
                endLine == line ? Math.max(endColumn, column) : Math.max(0, endColumn));
        Severity severity = switch (comment.level()) {
            case "warning" -> Severity.WARNING;
            case "info" -> Severity.INFO;
            case "style" -> Severity.STYLE;
            default -> Severity.ERROR;
        };
        return Optional.of(
                new Finding("SC" + comment.code(), severity, view.source(), span, comment.message(), Optional.empty()));
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }
}
