package dev.slipway.plan.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.graph.ExecSpec.Mount;
import dev.slipway.plan.graph.ExecSpec.Ownership;
import dev.slipway.plan.graph.FileAction.CopyRules;
import dev.slipway.plan.graph.FileAction.Destination;
import dev.slipway.plan.graph.FileAction.ModeChange;
import dev.slipway.plan.graph.FileAction.Owner;
import dev.slipway.plan.graph.FileAction.Placement;
import dev.slipway.plan.graph.FileAction.Source;
import dev.slipway.plan.graph.FileAction.Unpack;
import dev.slipway.plan.request.BuildRequest.ExtraHost;
import dev.slipway.plan.request.BuildRequest.Ulimit;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.request.GitLocation;
import dev.slipway.plan.request.NetworkMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OpEncodingTest {
    private static final ExecSpec.Isolation ISOLATION = new ExecSpec.Isolation(
            NetworkMode.DEFAULT, false, List.of(), Optional.empty(), List.of(), Optional.empty());

    private static ExecSpec exec(
            List<String> env, List<Mount> mounts, ExecSpec.Isolation isolation, List<String> proxy) {
        return new ExecSpec(List.of("make"), env, ImagePath.of("/w"), "app", mounts, isolation, proxy);
    }

    private static Op run(Mount... mounts) {
        return new Op.Exec(exec(List.of("A=1"), List.of(mounts), ISOLATION, List.of()));
    }

    private static Op isolated(ExecSpec.Isolation isolation) {
        return new Op.Exec(exec(List.of("A=1"), List.of(), isolation, List.of()));
    }

    private static Op copy(Source source, CopyRules rules, Unpack unpack) {
        return new Op.FileOp(List.of(
                new FileAction.Copy(1, List.of(source), new Destination(ImagePath.of("/x"), false), rules, unpack)));
    }

    private static final CopyRules PLAIN = new CopyRules(Placement.DEFAULT, false, Exclusions.NONE);
    private static final Source SOURCE = new Source("a", Optional.empty(), "3:6");

    /** Ops of which no two do the same. */
    private static List<Op> different() {
        List<Op> ops = new ArrayList<>(List.of(
                new Op.Scratch(),
                new Op.Merge(),
                new Op.Context("context", new ContextSpec.Directory(Path.of("/a")), Exclusions.NONE),
                new Op.Context("other", new ContextSpec.Directory(Path.of("/a")), Exclusions.NONE),
                new Op.Http("https://h/a", Optional.of("a"), Optional.empty()),
                new Op.Http("https://h/a", Optional.of("b"), Optional.empty()),
                new Op.Git(git("v1", true), false),
                new Op.Git(git("v1", true), true),
                new Op.Git(git("v2", true), false),
                new Op.Git(git("v1", false), false),
                run(),
                new Op.Exec(exec(List.of("A=2"), List.of(), ISOLATION, List.of())),
                new Op.Exec(exec(List.of("A=1", ""), List.of(), ISOLATION, List.of()))));
        ops.addAll(isolations());
        ops.addAll(mounts());
        ops.addAll(files());
        return ops;
    }

    private static List<Op> isolations() {
        NetworkMode network = NetworkMode.DEFAULT;
        return List.of(
                isolated(new ExecSpec.Isolation(
                        NetworkMode.NONE, false, List.of(), Optional.empty(), List.of(), Optional.empty())),
                isolated(new ExecSpec.Isolation(
                        network, true, List.of(), Optional.empty(), List.of(), Optional.empty())),
                isolated(new ExecSpec.Isolation(
                        network,
                        false,
                        List.of(new ExtraHost("a", "b")),
                        Optional.empty(),
                        List.of(),
                        Optional.empty())),
                isolated(new ExecSpec.Isolation(
                        network, false, List.of(), Optional.of(1L), List.of(), Optional.empty())),
                isolated(new ExecSpec.Isolation(
                        network,
                        false,
                        List.of(),
                        Optional.empty(),
                        List.of(new Ulimit("core", 0, 1)),
                        Optional.empty())),
                isolated(new ExecSpec.Isolation(
                        network, false, List.of(), Optional.empty(), List.of(), Optional.of("1"))));
    }

    private static List<Op> mounts() {
        ImagePath path = ImagePath.of("/m");
        Ownership owner = new Ownership(0, 0, 0755);
        return List.of(
                run(new Mount.Bind(1, path, path, false)),
                run(new Mount.Bind(1, path, path, true)),
                run(new Mount.Bind(2, path, path, false)),
                run(new Mount.Tmpfs(path, Optional.empty())),
                run(new Mount.Tmpfs(path, Optional.of(1L))),
                run(new Mount.Cache("c", path, ExecSpec.Sharing.SHARED, false, Optional.empty(), owner)),
                run(new Mount.Cache("c", path, ExecSpec.Sharing.LOCKED, false, Optional.empty(), owner)),
                run(new Mount.Cache(
                        "f9cccfd4e582e372cdc2cbc5813a0aab36ba7c1272aa17e648384e59ef135c39",
                        path,
                        ExecSpec.Sharing.SHARED,
                        false,
                        Optional.of(new ExecSpec.Seed(1, path)),
                        owner)),
                run(new Mount.Secret("s", Optional.of(path), Optional.empty(), false, owner)),
                run(new Mount.Secret("s", Optional.of(path), Optional.empty(), true, owner)),
                run(new Mount.Secret("s", Optional.empty(), Optional.of("/m"), false, owner)),
                run(new Mount.Ssh("s", path, false, owner)),
                run(new Mount.Ssh("s", path, false, new Ownership(1, 0, 0755))));
    }

    private static List<Op> files() {
        PathMatcher matcher = new PathMatcher() {
            @Override
            public boolean matches(String path) {
                return true;
            }

            @Override
            public String pattern() {
                return "a";
            }
        };
        Optional<FileAction.Base> base = Optional.of(new FileAction.Base("b", Optional.empty()));
        Optional<Owner> owner = Optional.of(new Owner("1", Optional.empty()));
        return List.of(
                copy(SOURCE, PLAIN, Unpack.NEVER),
                copy(SOURCE, PLAIN, Unpack.ALWAYS),
                copy(new Source("a", Optional.of(matcher), "3:6"), PLAIN, Unpack.NEVER),
                copy(new Source("a", Optional.empty(), base, "3:6"), PLAIN, Unpack.NEVER),
                copy(SOURCE, new CopyRules(Placement.DEFAULT, true, Exclusions.NONE), Unpack.NEVER),
                copy(
                        SOURCE,
                        new CopyRules(new Placement(owner, Optional.empty()), false, Exclusions.NONE),
                        Unpack.NEVER),
                copy(SOURCE, new CopyRules(Placement.DEFAULT, false, excluding("x")), Unpack.NEVER),
                copy(SOURCE, mode(new ModeChange.Octal(1)), Unpack.NEVER),
                copy(SOURCE, mode(new ModeChange.Symbolic("1")), Unpack.NEVER),
                new Op.FileOp(List.of(new FileAction.MakeDirectory(ImagePath.of("/x"), Optional.empty()))),
                new Op.FileOp(List.of(new FileAction.MakeDirectory(ImagePath.of("/x"), owner))),
                new Op.FileOp(List.of(write("f", "1"))),
                new Op.FileOp(List.of(write("f", "2"))),
                new Op.FileOp(List.of(write("f1", ""))));
    }

    private static Exclusions excluding(String pattern) {
        return new Exclusions() {
            @Override
            public boolean excludes(String path) {
                return path.equals(pattern);
            }

            @Override
            public boolean excludesAllBelow(String directory) {
                return false;
            }

            @Override
            public String canonical() {
                return pattern;
            }
        };
    }

    private static CopyRules mode(ModeChange mode) {
        return new CopyRules(new Placement(Optional.empty(), Optional.of(mode)), false, Exclusions.NONE);
    }

    private static FileAction write(String name, String content) {
        return new FileAction.WriteFile(
                name,
                new FileAction.Content(content.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                new Destination(ImagePath.ROOT, true),
                Placement.DEFAULT);
    }

    private static GitLocation git(String ref, boolean submodules) {
        return new GitLocation(
                "https://h/r.git", Optional.of(ref), Optional.empty(), Optional.empty(), submodules, Optional.empty());
    }

    @Test
    void whatDoesSomethingElse_hasAnotherForm() {
        assertThat(different().stream().map(OpEncoding::form)).doesNotHaveDuplicates();
    }

    @Test
    void whatIsOnlyShown_isNotInTheForm() {
        assertThat(OpEncoding.form(copy(new Source("a", Optional.empty(), "9:9"), PLAIN, Unpack.NEVER)))
                .isEqualTo(OpEncoding.form(copy(SOURCE, PLAIN, Unpack.NEVER)));
        assertThat(OpEncoding.form(new Op.Exec(exec(List.of("A=1"), List.of(), ISOLATION, List.of("http_proxy=x")))))
                .isEqualTo(OpEncoding.form(run()));
    }

    @Test
    void inputs_areInTheVertexButNotInTheForm() {
        Vertex scratch = Vertex.of(new Op.Scratch(), List.of());
        Vertex merge = Vertex.of(new Op.Merge(), List.of(scratch, scratch));
        assertThat(Vertex.of(new Op.Merge(), List.of(scratch, merge))).isNotEqualTo(merge);
        assertThat(Vertex.of(new Op.Merge(), List.of(scratch, scratch))).isEqualTo(merge);
    }

    /** Recorded results are found by these: a change here needs another version of the encoding. */
    @Test
    void forms_areTheGoldenOnes() {
        Vertex merge = Vertex.of(new Op.Merge(), List.of(Vertex.of(new Op.Scratch(), List.of())));
        assertThat(Stream.of(
                                OpEncoding.form(new Op.Scratch()),
                                OpEncoding.form(run(new Mount.Tmpfs(ImagePath.of("/t"), Optional.of(7L)))),
                                OpEncoding.form(copy(SOURCE, mode(new ModeChange.Octal(0644)), Unpack.RECOGNISED)),
                                merge.digest())
                        .map(Digest::hex))
                .containsExactly(
                        "955c4aafd6886f4d9c78c6775b19ae698a5b05ba9e23f6f2654ef3963cb6753d",
                        "86892920fdb01d92d0d587d3a449a9040cf92b247c5308d154e086caee87d5a3",
                        "f9cccfd4e582e372cdc2cbc5813a0aab36ba7c1272aa17e648384e59ef135c39",
                        "c62f3a4832492dd05bab68dd97db0d8e8e905720d1d95d242c7de025b183423e");
    }
}
