package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house's rules about who may know whom, and about the shape of files. */
class ArchitectureTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern REFERENCE = Pattern.compile("\\bdev\\.slipway\\.([a-z]+)\\b");

    /** Which modules each may name. {@code Span} and {@code SourceText} reach the engine through plan's values only. */
    private static final Map<String, Set<String>> ARROWS = Map.of(
            "dockerfile", Set.of(),
            "jinja", Set.of(),
            "image", Set.of(),
            "plan", Set.of("image", "dockerfile"),
            "engine", Set.of("plan", "image"),
            "inspect", Set.of("image", "dockerfile"),
            "advise", Set.of("inspect", "plan", "image", "dockerfile"),
            "serve", Set.of("jinja"),
            "recipes", Set.of("jinja", "dockerfile"),
            "cli", Set.of("advise", "inspect", "engine", "plan", "image", "dockerfile", "serve", "recipes"));

    @Test
    void everyModuleOfTheReactorHasItsArrowsDeclared() throws IOException {
        Matcher modules = Pattern.compile("<module>(\\w+)</module>").matcher(Files.readString(ROOT.resolve("pom.xml")));
        assertThat(modules.results().map(found -> found.group(1))).containsExactlyInAnyOrderElementsOf(ARROWS.keySet());
    }

    @Test
    void importsFollowTheArrows() {
        List<String> wrong = new ArrayList<>();
        ARROWS.forEach((module, allowed) -> sources(module, "main").forEach(file -> {
            Matcher reference = REFERENCE.matcher(withoutComments(read(file)));
            while (reference.find()) {
                String other = reference.group(1);
                if (ARROWS.containsKey(other) && !other.equals(module) && !allowed.contains(other)) {
                    wrong.add(ROOT.relativize(file) + " names " + reference.group());
                }
            }
        }));
        assertThat(wrong).isEmpty();
    }

    @Test
    void onlyTheCommandLineAndEntryPointsOfOtherProcessesReadTheEnvironmentPrintOrExit() {
        Pattern forbidden = Pattern.compile("System\\.(getenv|exit|out|err)\\b|printStackTrace");
        List<String> wrong = new ArrayList<>();
        for (String module : ARROWS.keySet()) {
            if (!module.equals("cli")) {
                sources(module, "main")
                        .filter(file -> !read(file).contains("public static void main("))
                        .filter(file ->
                                forbidden.matcher(withoutComments(read(file))).find())
                        .forEach(file -> wrong.add(ROOT.relativize(file).toString()));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        List<String> wrong = new ArrayList<>();
        for (String module : ARROWS.keySet()) {
            sources(module, "main").map(Path::getParent).distinct().forEach(directory -> {
                Path info = directory.resolve("package-info.java");
                if (!Files.exists(info) || !read(info).contains("@NullMarked")) {
                    wrong.add(ROOT.relativize(directory).toString());
                }
            });
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void noSourceFileIsLongerThanFiveHundredLines() {
        List<String> wrong = new ArrayList<>();
        for (String module : ARROWS.keySet()) {
            Stream.of("main", "test").flatMap(kind -> sources(module, kind)).forEach(file -> {
                long lines = read(file).lines().count();
                if (lines > 500) {
                    wrong.add(ROOT.relativize(file) + ": " + lines);
                }
            });
        }
        assertThat(wrong).isEmpty();
    }

    private static Stream<Path> sources(String module, String kind) {
        Path root = ROOT.resolve(module).resolve("src").resolve(kind).resolve("java");
        if (!Files.isDirectory(root)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String withoutComments(String source) {
        return source.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)^\\s*//.*$", "");
    }
}
