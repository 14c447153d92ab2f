package dev.slipway.engine.sandbox;

import dev.slipway.engine.linux.Metadata;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.step.StepContext;
import dev.slipway.engine.step.StepException;
import dev.slipway.engine.step.StepInput;
import dev.slipway.image.FileNames;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.graph.ExecSpec.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the sources of a step's {@code --mount}s ready: views of inputs, cache directories, secret files, sockets. */
final class StepMounts {
    private final ExecSpec spec;
    private final List<StepInput> inputs;
    private final StepContext context;
    private final Scratch scratch;
    private final List<Prepared> prepared = new ArrayList<>();
    private final List<String> environment = new ArrayList<>();
    private int files;

    StepMounts(ExecSpec spec, List<StepInput> inputs, StepContext context, Scratch scratch) {
        this.spec = spec;
        this.inputs = inputs;
        this.context = context;
        this.scratch = scratch;
    }

    /**
     * A mount whose source is there.
     *
     * @param directory what the source is
     */
    record Prepared(ImagePath target, boolean directory, String type, String source, List<String> options) {
        Prepared {
            options = List.copyOf(options);
        }
    }

    /** All of them, parents before what lies below them. */
    List<Prepared> prepared() {
        prepared.sort(Comparator.comparing(Prepared::target));
        return prepared;
    }

    /** Variables that mounts add: secrets, the agent's socket. */
    List<String> environment() {
        return environment;
    }

    void binds(BindInputs binds) throws IOException, InterruptedException {
        for (Mount mount : spec.mounts()) {
            if (mount instanceof Mount.Bind bind) {
                bind(bind, binds.locate(bind.input(), bind.source(), inputs, context));
            }
        }
    }

    private void bind(Mount.Bind bind, BindInputs.Located located) throws IOException {
        RootedPaths view = new RootedPaths(scratch.view(located.layers(), bind.writable()));
        ImagePath path = view.resolve(located.path());
        if (!view.exists(path)) {
            throw new StepException(
                    StepException.Code.MISSING_SOURCE,
                    "cannot mount \"" + bind.source() + "\" on \"" + bind.target()
                            + "\": not there (expected: a file or directory of the mount's source)",
                    StepException.Facts.hint("check from= and source= of the mount"));
        }
        add(bind.target(), view.real(path), bind.writable() ? List.of("rbind", "rw") : List.of("rbind", "ro"));
    }

    void caches(Map<String, Path> directories) {
        for (Mount mount : spec.mounts()) {
            if (mount instanceof Mount.Cache cache) {
                add(cache.target(), directories.get(cache.id()), List.of("rbind", cache.readOnly() ? "ro" : "rw"));
            }
        }
    }

    void memory() {
        for (Mount mount : spec.mounts()) {
            if (mount instanceof Mount.Tmpfs tmpfs) {
                List<String> options = new ArrayList<>(List.of("nosuid"));
                tmpfs.sizeBytes().ifPresent(size -> options.add("size=" + size));
                prepared.add(new Prepared(tmpfs.target(), true, "tmpfs", "tmpfs", options));
            }
        }
    }

    void secrets(SecretValues values) throws IOException {
        for (Mount mount : spec.mounts()) {
            if (mount instanceof Mount.Secret secret) {
                Optional<byte[]> value = values.read(secret);
                if (value.isPresent()) {
                    secret(secret, value.get());
                }
            }
        }
    }

    private void secret(Mount.Secret secret, byte[] value) throws IOException {
        secret.variable().ifPresent(name -> environment.add(name + "=" + FileNames.decode(value)));
        if (secret.target().isEmpty()) {
            return;
        }
        Path file = scratch.directory().resolve("secret" + files++);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, value);
        own(file, secret.owner());
        List<String> options = new ArrayList<>(List.of("rbind", "ro", "nosuid", "nodev"));
        if ((secret.owner().mode() & 0111) == 0) {
            options.add("noexec");
        }
        add(secret.target().get(), file, options);
    }

    void agents(SshAgents agents) throws IOException, InterruptedException {
        boolean known = spec.environment().stream().anyMatch(variable -> variable.startsWith("SSH_AUTH_SOCK="));
        for (Mount mount : spec.mounts()) {
            if (mount instanceof Mount.Ssh ssh) {
                Optional<Path> socket = agents.serve(ssh);
                if (socket.isPresent()) {
                    own(socket.get(), ssh.owner());
                    add(ssh.target(), socket.get(), List.of("rbind", "nosuid", "nodev", "noexec"));
                    if (!known) {
                        environment.add("SSH_AUTH_SOCK=" + ssh.target());
                        known = true;
                    }
                }
            }
        }
    }

    private void add(ImagePath target, Path source, List<String> options) {
        prepared.add(new Prepared(target, Files.isDirectory(source), "bind", source.toString(), options));
    }

    private static void own(Path file, ExecSpec.Ownership owner) throws IOException {
        Metadata.chown(Place.of(file), owner.uid(), owner.gid());
        Metadata.chmod(Place.of(file), owner.mode());
    }
}
