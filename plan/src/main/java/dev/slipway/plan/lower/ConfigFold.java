package dev.slipway.plan.lower;

import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageConfig.Commands;
import dev.slipway.image.ImageConfig.Declared;
import dev.slipway.image.ImageConfig.Healthcheck;
import dev.slipway.image.ImageConfig.Runtime;
import dev.slipway.image.ImagePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What instructions do to the runtime part of an image config, one method an instruction (Dockerfile reference). Values
 * come expanded and checked. Accumulates; not thread-safe.
 */
final class ConfigFold {
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final List<String> DEFAULT_SHELL = List.of("/bin/sh", "-c");

    private final Map<String, String> env = new LinkedHashMap<>();
    private final TreeSet<String> ports = new TreeSet<>();
    private final TreeSet<String> volumes = new TreeSet<>();
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final List<String> triggers = new ArrayList<>();
    private String user;
    private String workingDirectory;
    private String stopSignal;
    private Commands commands;
    private Optional<Healthcheck> healthcheck;
    private Optional<String> author;
    private boolean cmdIsOurs;

    private ConfigFold(Runtime base, Optional<String> author) {
        this.author = author;
        base.env().forEach(this::putRaw);
        env.putIfAbsent("PATH", DEFAULT_PATH);
        ports.addAll(base.sets().exposedPorts());
        volumes.addAll(base.sets().volumes());
        labels.putAll(base.sets().labels());
        user = base.user();
        workingDirectory = "";
        if (!base.workingDir().isEmpty()) {
            workdir(base.workingDir());
        }
        stopSignal = base.stopSignal();
        commands = base.lists();
        healthcheck = base.healthcheck();
    }

    /** Starts from an image; its ONBUILD triggers are used up, and PATH gets a value where it has none. */
    static ConfigFold from(ImageConfig base) {
        return new ConfigFold(base.runtime(), base.author());
    }

    /** Starts from nothing: {@code FROM scratch}. */
    static ConfigFold empty() {
        ConfigFold fold = new ConfigFold(Runtime.EMPTY, Optional.empty());
        fold.workingDirectory = "/";
        return fold;
    }

    /** Starts from another stage: its settings, but its CMD counts as a base's. */
    ConfigFold child() {
        return new ConfigFold(runtime(), author);
    }

    private void putRaw(String entry) {
        int equals = entry.indexOf('=');
        env.put(equals < 0 ? entry : entry.substring(0, equals), equals < 0 ? "" : entry.substring(equals + 1));
    }

    void env(String name, String value) {
        env.put(name, value);
    }

    void label(String name, String value) {
        labels.put(name, value);
    }

    /** Relative paths follow the directory before; an absolute one is kept as written, unclean parts included. */
    ImagePath workdir(String path) {
        ImagePath directory = workingDirectory().cd(path);
        workingDirectory = path.startsWith("/") ? path : directory.value();
        return directory;
    }

    void user(String user) {
        this.user = user;
    }

    /** {@code 80/tcp}. */
    void expose(List<String> ports) {
        this.ports.addAll(ports);
    }

    void volume(List<String> paths) {
        volumes.addAll(paths);
    }

    void stopSignal(String signal) {
        stopSignal = signal;
    }

    void shell(List<String> arguments) {
        commands = new Commands(commands.entrypoint(), commands.cmd(), Optional.of(arguments), commands.argsEscaped());
    }

    void cmd(List<String> arguments) {
        commands = new Commands(commands.entrypoint(), Optional.of(arguments), commands.shell(), true);
        cmdIsOurs = true;
    }

    /** Takes away a CMD that came from the base, which was meant for the base's entry point. */
    void entrypoint(List<String> arguments) {
        commands = new Commands(
                Optional.of(arguments),
                cmdIsOurs ? commands.cmd() : Optional.empty(),
                commands.shell(),
                commands.argsEscaped());
    }

    void healthcheck(Healthcheck check) {
        healthcheck = Optional.of(check);
    }

    void onbuild(String trigger) {
        triggers.add(trigger);
    }

    void maintainer(String name) {
        author = Optional.of(name);
    }

    /** The shell form's argv. */
    List<String> inShell(String script) {
        List<String> arguments = new ArrayList<>(shell());
        arguments.add(script);
        return arguments;
    }

    private List<String> shell() {
        return commands.shell().filter(words -> !words.isEmpty()).orElse(DEFAULT_SHELL);
    }

    Map<String, String> environment() {
        return env;
    }

    String user() {
        return user;
    }

    /** As the config says it. */
    String workingDirectoryText() {
        return workingDirectory;
    }

    ImagePath workingDirectory() {
        return ImagePath.of(workingDirectory);
    }

    Optional<String> author() {
        return author;
    }

    Runtime runtime() {
        return new Runtime(
                user,
                workingDirectory,
                stopSignal,
                env.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList(),
                commands,
                healthcheck,
                new Declared(List.copyOf(ports), List.copyOf(volumes), labels),
                triggers);
    }
}
