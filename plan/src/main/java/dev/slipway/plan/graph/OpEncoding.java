package dev.slipway.plan.graph;

import dev.slipway.image.Digest;
import dev.slipway.plan.request.GitLocation;
import java.util.List;
import java.util.Optional;

/**
 * The canonical encoding of an op with its inputs (K1), version 1: what is done and nothing that is only shown.
 * Changing anything here changes the version, because recorded results are found by it.
 */
public final class OpEncoding {
    private static final int VERSION = 1;

    private OpEncoding() {}

    /** Identity of a vertex: op and inputs' vertex digests. */
    public static Digest digest(Op op, List<Digest> inputs) {
        return new CanonicalForm("vertex", VERSION)
                .text(form(op).toString())
                .list(inputs)
                .digest();
    }

    /** Digest of the op alone; the {@code OP} part of a cache key. */
    public static Digest form(Op op) {
        return switch (op) {
            case Op.Scratch() -> of("scratch").digest();
            case Op.Image image -> of("image").list(image.diffIds()).digest();
            case Op.Context context ->
                of("context")
                        .text(context.name())
                        .text(context.exclusions().canonical())
                        .digest();
            case Op.Git git -> gitForm(git);
            case Op.Http http ->
                of("http")
                        .text(http.url())
                        .optional(http.fileName())
                        .optional(http.checksum())
                        .digest();
            case Op.Exec exec -> execForm(exec.spec());
            case Op.FileOp file -> {
                CanonicalForm form = of("file").number(file.actions().size());
                file.actions().forEach(action -> append(form, action));
                yield form.digest();
            }
            case Op.Merge() -> of("merge").digest();
        };
    }

    private static CanonicalForm of(String kind) {
        return new CanonicalForm("op." + kind, VERSION);
    }

    private static Digest gitForm(Op.Git git) {
        GitLocation where = git.location();
        return of("git")
                .text(where.remote())
                .optional(where.ref())
                .optional(where.subdirectory())
                .optional(where.checksum())
                .flag(where.submodules())
                .flag(git.keepGitDirectory())
                .digest();
    }

    private static Digest execForm(ExecSpec spec) {
        ExecSpec.Isolation isolation = spec.isolation();
        CanonicalForm form = of("exec")
                .list(spec.arguments())
                .list(spec.environment())
                .text(spec.workingDirectory().value())
                .text(spec.user())
                .text(isolation.network().name())
                .flag(isolation.insecure())
                .optional(isolation.shmSizeBytes())
                .optional(isolation.hostname())
                .number(isolation.extraHosts().size());
        isolation.extraHosts().forEach(host -> form.text(host.name()).text(host.address()));
        form.number(isolation.ulimits().size());
        isolation
                .ulimits()
                .forEach(limit -> form.text(limit.name()).number(limit.soft()).number(limit.hard()));
        form.number(spec.mounts().size());
        spec.mounts().forEach(mount -> append(form, mount));
        return form.digest();
    }

    private static void append(CanonicalForm form, ExecSpec.Mount mount) {
        switch (mount) {
            case ExecSpec.Mount.Bind bind ->
                form.text("bind")
                        .number(bind.input())
                        .text(bind.source().value())
                        .text(bind.target().value())
                        .flag(bind.writable());
            case ExecSpec.Mount.Cache cache -> {
                form.text("cache")
                        .text(cache.id())
                        .text(cache.target().value())
                        .text(cache.sharing().name())
                        .flag(cache.readOnly())
                        .flag(cache.seed().isPresent());
                cache.seed()
                        .ifPresent(seed ->
                                form.number(seed.input()).text(seed.source().value()));
                append(form, cache.owner());
            }
            case ExecSpec.Mount.Tmpfs tmpfs ->
                form.text("tmpfs").text(tmpfs.target().value()).optional(tmpfs.sizeBytes());
            case ExecSpec.Mount.Secret secret -> {
                form.text("secret")
                        .text(secret.id())
                        .optional(secret.target())
                        .optional(secret.variable())
                        .flag(secret.required());
                append(form, secret.owner());
            }
            case ExecSpec.Mount.Ssh ssh -> {
                form.text("ssh").text(ssh.id()).text(ssh.target().value()).flag(ssh.required());
                append(form, ssh.owner());
            }
        }
    }

    private static void append(CanonicalForm form, ExecSpec.Ownership owner) {
        form.number(owner.uid()).number(owner.gid()).number(owner.mode());
    }

    private static void append(CanonicalForm form, FileAction action) {
        switch (action) {
            case FileAction.MakeDirectory make -> {
                form.text("mkdir").text(make.path().value());
                append(form, make.owner());
            }
            case FileAction.WriteFile write -> {
                form.text("write").text(write.name()).bytes(write.content().bytes());
                append(form, write.destination());
                append(form, write.placement());
            }
            case FileAction.Copy copy -> {
                form.text("copy").number(copy.input());
                form.number(copy.sources().size());
                copy.sources().forEach(source -> append(form, source));
                append(form, copy.destination());
                append(form, copy.rules().placement());
                form.flag(copy.rules().parents());
                form.text(copy.rules().exclude().canonical());
                form.text(copy.unpack().name());
            }
        }
    }

    private static void append(CanonicalForm form, FileAction.Source source) {
        form.text(source.pattern()).flag(source.wildcard().isPresent());
        form.optional(source.base().map(FileAction.Base::pattern));
        form.flag(source.base().flatMap(FileAction.Base::wildcard).isPresent());
    }

    private static void append(CanonicalForm form, FileAction.Destination destination) {
        form.text(destination.path().value()).flag(destination.directory());
    }

    private static void append(CanonicalForm form, FileAction.Placement placement) {
        append(form, placement.owner());
        form.list(placement.mode().stream().map(OpEncoding::text).toList());
    }

    private static void append(CanonicalForm form, Optional<FileAction.Owner> owner) {
        form.optional(owner.map(FileAction.Owner::user)).optional(owner.flatMap(FileAction.Owner::group));
    }

    private static String text(FileAction.ModeChange mode) {
        return switch (mode) {
            case FileAction.ModeChange.Octal(int bits) -> "octal " + bits;
            case FileAction.ModeChange.Symbolic(String expression) -> "symbolic " + expression;
        };
    }
}
