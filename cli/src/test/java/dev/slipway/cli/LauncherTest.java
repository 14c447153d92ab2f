package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script at the repository's root, with a JDK that only tells how it was called. */
class LauncherTest {
    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void prepare() throws IOException {
        Files.copy(Path.of("..", "slipway"), home.resolve("slipway"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        Path lib = Files.createDirectories(home.resolve("cli/target/slipway/lib"));
        Files.createFile(lib.resolve("one.jar"));
        Files.createFile(lib.resolve("two.jar"));
        environment.put("SLIPWAY_AOT", "off");
        environment.put("SLIPWAY_JAVA_HOME", jdk("jdk", "25.0.1").toString());
    }

    private Path jdk(String name, String version) throws IOException {
        Path jdk = Files.createDirectories(home.resolve(name));
        Path java = Files.createDirectories(jdk.resolve("bin")).resolve("java");
        Files.writeString(java, """
                #!/bin/sh
                echo "pid $$"
                echo "namespace $(readlink /proc/self/ns/mnt)"
                echo "locale $LC_ALL"
                for a; do echo "argument $a"; done
                """);
        Files.setAttribute(java, "unix:mode", 0755);
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return jdk;
    }

    @Test
    void arguments_reachTheToolUnchanged() throws Exception {
        environment.put("SLIPWAY_JAVA_OPTS", "-Xmx2g -Da=b");
        Result result = launch("build", "--label", "a b", "");
        assertThat(result.code()).isZero();
        assertThat(result.arguments())
                .contains("-Xmx512m", "--enable-native-access=ALL-UNNAMED")
                .containsSubsequence("-Xmx512m", "-Xmx2g", "-Da=b", "dev.slipway.cli.Main")
                .endsWith("dev.slipway.cli.Main", "build", "--label", "a b", "");
        String lib = home.toRealPath().resolve("cli/target/slipway/lib").toString();
        assertThat(result.arguments()).contains(lib + "/one.jar:" + lib + "/two.jar");
        assertThat(result.value("locale")).isEqualTo("C.UTF-8");
    }

    @Test
    void tool_takesThePlaceOfTheLauncher() throws Exception {
        Result result = launch("build");
        assertThat(result.value("pid")).isEqualTo(Long.toString(result.pid()));
    }

    @Test
    void build_hasAMountNamespaceOfItsOwn_helpHasNot() throws Exception {
        String own = Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")).toString();
        assertThat(launch("build").value("namespace")).isNotEqualTo(own);
        assertThat(launch("--help").value("namespace")).isEqualTo(own);
    }

    @Test
    void link_isFollowedHome() throws Exception {
        Path link = Files.createSymbolicLink(
                Files.createDirectory(home.resolve("bin")).resolve("s"), Path.of("../slipway"));
        assertThat(run(List.of(link.toString(), "version")).code()).isZero();
    }

    @Test
    void oldJdk_isRefusedWithItsPath() throws Exception {
        Path old = jdk("old", "17.0.9");
        environment.put("SLIPWAY_JAVA_HOME", old.toString());
        Result result = launch("build");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output())
                .contains("SLIPWAY_JAVA_HOME: \"" + old + "\" (expected: a JDK of version 25 or later)");
    }

    @Test
    void oldJavaHome_isPassedOver() throws Exception {
        environment.remove("SLIPWAY_JAVA_HOME");
        environment.put("JAVA_HOME", jdk("old", "17.0.9").toString());
        Path newer = jdk("newer", "26");
        environment.put("PATH", newer.resolve("bin") + ":/usr/bin:/bin");
        Result result = launch("build");
        assertThat(result.code()).isZero();
    }

    private Result launch(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(home.resolve("slipway").toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private Result run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("HOME", home.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), process.pid(), output);
    }

    private record Result(int code, long pid, String output) {
        List<String> arguments() {
            return output.lines()
                    .filter(line -> line.startsWith("argument "))
                    .map(line -> line.substring("argument ".length()))
                    .toList();
        }

        String value(String name) {
            return output.lines()
                    .filter(line -> line.startsWith(name + " "))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(output));
        }
    }
}
