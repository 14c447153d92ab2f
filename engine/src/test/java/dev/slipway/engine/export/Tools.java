package dev.slipway.engine.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Runs programs of this machine. */
final class Tools {
    private Tools() {}

    /** What it printed; throws with everything it said when it ended badly. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new AssertionError(String.join(" ", command) + " ended with " + code + ":\n" + output);
        }
        return output;
    }
}
