package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.dockerfile.syntax.SyntaxTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each directory below {@code accepted} and {@code rejected} holds a Dockerfile and what becomes of it: the typed
 * form with spans, or the error as a user sees it. {@code -Dslipway.golden.update} rewrites the expected files.
 */
class GoldenTest {
    private static final Path CASES = Path.of("src/test/resources/dev/slipway/dockerfile");

    @TestFactory
    Stream<DynamicTest> acceptedFile_hasTheExpectedForm() throws IOException {
        return cases("accepted", text -> DockerfileDump.of(Dockerfile.parse("Dockerfile", text)));
    }

    @TestFactory
    Stream<DynamicTest> rejectedFile_hasTheExpectedMessage() throws IOException {
        return cases("rejected", text -> {
            DockerfileException refused =
                    catchThrowableOfType(DockerfileException.class, () -> Dockerfile.parse("Dockerfile", text));
            assertThat(refused).as("refusal of %s", text).isNotNull();
            return refused.code() + "\n" + ErrorExcerpt.render(refused, ErrorExcerpt.Style.PLAIN) + "\n";
        });
    }

    private static Stream<DynamicTest> cases(String kind, Function<String, String> outcome) throws IOException {
        try (Stream<Path> found = Files.list(CASES.resolve(kind))) {
            return found.sorted().toList().stream()
                    .map(directory -> DynamicTest.dynamicTest(
                            directory.getFileName().toString(), () -> compare(directory, outcome)));
        }
    }

    private static void compare(Path directory, Function<String, String> outcome) throws IOException {
        String text = Files.readString(directory.resolve("Dockerfile"));
        assertThat(SyntaxTree.parse(new SourceText("Dockerfile", text)).text()).isEqualTo(text);
        String actual = outcome.apply(text);
        Path expected = directory.resolve("expected");
        if (System.getProperty("slipway.golden.update") != null) {
            assertThat(System.getenv("CI"))
                    .as("golden files are not rewritten in CI")
                    .isNull();
            Files.writeString(expected, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(expected));
    }
}
