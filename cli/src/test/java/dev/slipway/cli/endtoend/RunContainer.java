package dev.slipway.cli.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.differential.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A container of an image in a layout, as its config says, on this machine's network: unpacked by umoci, run by runc. */
final class RunContainer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String id = "slipway-test-" + UUID.randomUUID();
    private final Path bundle;
    private final Path state;
    private final Path log;
    private final Process process;

    private RunContainer(Path bundle, Path state, Path log) throws IOException {
        this.bundle = bundle;
        this.state = state;
        this.log = log;
        process = new ProcessBuilder("runc", "--root", state.toString(), "run", "--bundle", bundle.toString(), id)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /**
     * @param mounts directories of this machine by where they are seen, read-only
     * @param variables beside those of the image
     */
    static RunContainer start(
            Path layout, String tag, Path scratch, Map<String, Path> mounts, Map<String, String> variables)
            throws IOException {
        Path bundle = scratch.resolve("bundle");
        Programs.check("umoci", "unpack", "--image", layout + ":" + tag, bundle.toString());
        Path file = bundle.resolve("config.json");
        ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
        ((ObjectNode) config.get("process")).put("terminal", false);
        variables.forEach((name, value) -> ((ArrayNode) config.at("/process/env")).add(name + "=" + value));
        ArrayNode namespaces = (ArrayNode) config.at("/linux/namespaces");
        for (int i = namespaces.size() - 1; i >= 0; i--) {
            if (namespaces.get(i).get("type").asText().equals("network")) {
                namespaces.remove(i);
            }
        }
        mounts.forEach((path, from) -> ((ArrayNode) config.get("mounts"))
                .addObject()
                .put("destination", path)
                .put("type", "bind")
                .put("source", from.toString())
                .putArray("options")
                .add("rbind")
                .add("ro"));
        JSON.writeValue(file.toFile(), config);
        return new RunContainer(bundle, scratch.resolve("runc"), scratch.resolve("log"));
    }

    /** The process that it runs, as the runtime was told. */
    JsonNode process() throws IOException {
        return JSON.readTree(bundle.resolve("config.json").toFile()).get("process");
    }

    /** Runs a program inside; its exit code and output. */
    Programs.Result exec(List<String> command) {
        List<String> all = new ArrayList<>(List.of("runc", "--root", state.toString(), "exec", id));
        all.addAll(command);
        return Programs.run(Map.of(), all);
    }

    /** Runs a program on the container's files, also when it has ended. */
    Programs.Result onItsFiles(List<String> command) {
        List<String> all =
                new ArrayList<>(List.of("chroot", bundle.resolve("rootfs").toString()));
        all.addAll(command);
        return Programs.run(Map.of(), all);
    }

    void signal(String signal) {
        Programs.check("runc", "--root", state.toString(), "kill", id, signal);
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** The exit code of its first process. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the container runs on:\n" + log());
        }
        return process.exitValue();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() throws InterruptedException {
        Programs.run(Map.of(), List.of("runc", "--root", state.toString(), "delete", "--force", id));
        process.destroyForcibly().waitFor();
    }
}
