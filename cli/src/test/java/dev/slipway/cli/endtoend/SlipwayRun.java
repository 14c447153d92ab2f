package dev.slipway.cli.endtoend;

import dev.slipway.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the tool on a store of its own: in this process, or as one that can be killed. */
record SlipwayRun(Path store, Map<String, String> environment) {
    record Ended(int exitCode, String output, String errors) {
        /** Both streams, for messages of failed assertions. */
        String all() {
            return output + errors;
        }
    }

    static SlipwayRun on(Path store) {
        return new SlipwayRun(store, Map.of());
    }

    SlipwayRun with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new SlipwayRun(store, more);
    }

    private Map<String, String> variables() {
        Map<String, String> all = new HashMap<>(environment);
        all.put("SLIPWAY_STORE", store.toString());
        all.put(
                "XDG_CACHE_HOME",
                store.resolveSibling(store.getFileName() + "-cache").toString());
        all.put("PATH", System.getenv("PATH"));
        return all;
    }

    /** In this process. */
    Ended run(String... arguments) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int code = Main.run(
                List.of(arguments),
                variables(),
                new PrintStream(output, true, StandardCharsets.UTF_8),
                new PrintStream(errors, true, StandardCharsets.UTF_8));
        return new Ended(code, output.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
    }

    /** In this process; must succeed. */
    Ended succeed(String... arguments) {
        Ended ended = run(arguments);
        if (ended.exitCode() != 0) {
            throw new AssertionError(
                    "slipway " + String.join(" ", arguments) + " ended with " + ended.exitCode() + ":\n" + ended.all());
        }
        return ended;
    }

    /** As a process in a private mount name space, as the launcher starts it. */
    Process spawn(Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "--",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(variables());
        return builder.start();
    }
}
