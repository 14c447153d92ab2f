package dev.slipway.engine.layering;

import dev.slipway.engine.layering.RandomScenario.Stage;
import dev.slipway.engine.layering.RandomScenario.Step;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Scenarios with few names, so that layers meet: {@code a-d} are mostly directories, {@code f-h} files, {@code l-m}
 * links.
 */
final class RandomScenarios {
    private static final List<String> DIRECTORIES =
            List.of("/a", "/b", "/a/b", "/c", "/a/b/c", "/b/d", "/c/a", "/d/a/b");
    private static final List<String> PARENTS = List.of("", "/a", "/b", "/a/b", "/c", "/b/d", "/c/a");
    /** Wildcards may match nothing, plain names must be there. */
    private static final List<String> WILDCARDS = List.of(
            "/",
            "/*",
            "/[a]",
            "/[b]",
            "/[a]/*",
            "/[ab]",
            "/[fgh]",
            "/[a]/b",
            "/[a]/[bfg]",
            "/[f]",
            "/[lm]",
            "/?/[a-d]",
            "/[c]/*",
            "/[a]/[l]",
            "/*/f",
            "/./[a]",
            "/[a]/./[bf]",
            "/[ab]/./*");

    private static final List<String> NAMES =
            List.of("/a", "/b", "/f", "/a/b", "/a/f", "/a/./b", "/./a", "/l", "/a/l", "/b/f");
    private static final List<String> DESTINATIONS = List.of(
            "/", "/a/", "/x", "/b/", "/a", "/new/", "/b", "/a/b/", "/l", "/l/", "/c/n/", "./", "m/", "/a/f", "/f",
            "/b/d");
    private static final List<String> EXCLUDED = List.of("f", "b", "*/g", "**/h", "a/b", "**/f", "l", "a");
    private static final List<String> TARGETS = List.of("a", "/b", "../c", "f", "/a/b", "nowhere", "/c/d", "../../b");

    private final boolean devices;

    /** @param devices whether device nodes can be made here */
    RandomScenarios(boolean devices) {
        this.devices = devices;
    }

    Arbitrary<RandomScenario> all() {
        Arbitrary<List<List<TreeChange>>> image =
                change().list().ofMaxSize(9).list().ofMinSize(1).ofMaxSize(4);
        Arbitrary<Optional<Integer>> program = Arbitraries.frequencyOf(
                Tuple.of(97, Arbitraries.just(Optional.<Integer>empty())),
                Tuple.of(
                        3,
                        Arbitraries.integers()
                                .between(0, RandomScenario.PROGRAMS.size() - 1)
                                .map(Optional::of)));
        return Combinators.combine(
                        image.list().ofMinSize(1).ofMaxSize(3),
                        contextChange().list().ofMaxSize(6),
                        stage().list().ofMinSize(1).ofMaxSize(4),
                        Arbitraries.of(Node.Times.ALIKE, Node.Times.ALIKE, Node.Times.VARIED),
                        program)
                .as(RandomScenario::new);
    }

    private Arbitrary<Stage> stage() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 99), step().list().ofMaxSize(4))
                .as(Stage::new);
    }

    private Arbitrary<Step> step() {
        Arbitrary<Step> copy = Combinators.combine(
                        Arbitraries.integers().between(0, 99),
                        Arbitraries.frequencyOf(
                                        Tuple.of(16, Arbitraries.of(WILDCARDS)), Tuple.of(1, Arbitraries.of(NAMES)))
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(2),
                        Arbitraries.of(DESTINATIONS),
                        flags())
                .as(Step.Copy::new);
        return Arbitraries.frequencyOf(
                Tuple.of(20, copy),
                Tuple.of(2, Arbitraries.of("/a", "w", "/c/w", "/l").map(Step.WorkDirectory::new)),
                Tuple.of(1, Arbitraries.of("/h", "/a/g", "/b/").map(Step.Write::new)));
    }

    private Arbitrary<List<String>> flags() {
        return Combinators.combine(
                        mostly("", "--chown=7:8", "--chown=9", "--chown=0:0"),
                        mostly("", "--chmod=0750", "--chmod=644", "--chmod=u=rwX,go=rX", "--chmod=u+x,g-w"),
                        Arbitraries.of(EXCLUDED).list().ofMaxSize(2),
                        Arbitraries.frequency(Tuple.of(4, ""), Tuple.of(1, "--parents")),
                        Arbitraries.frequency(Tuple.of(3, ""), Tuple.of(1, "--link")),
                        Arbitraries.frequency(Tuple.of(2, false), Tuple.of(1, true)))
                .as((chown, chmod, excluded, parents, link, exclude) -> {
                    List<String> flags = new java.util.ArrayList<>(List.of(chown, chmod, parents, link));
                    flags.removeIf(String::isEmpty);
                    if (exclude) {
                        excluded.forEach(pattern -> flags.add("--exclude=" + pattern));
                    }
                    return flags;
                });
    }

    private static Arbitrary<String> mostly(String usual, String... others) {
        return Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just(usual)), Tuple.of(1, Arbitraries.of(others)));
    }

    private Arbitrary<TreeChange> change() {
        Arbitrary<String> anywhere =
                Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.of(DIRECTORIES)), Tuple.of(1, below("f", "g", "l")));
        return Arbitraries.frequencyOf(
                Tuple.of(9, put(below("f", "g", "h"), file())),
                Tuple.of(5, put(Arbitraries.of(DIRECTORIES), directory())),
                Tuple.of(2, put(below("l", "m"), symlink())),
                Tuple.of(2, put(anywhere, Arbitraries.oneOf(file(), directory(), symlink(), special()))),
                Tuple.of(1, put(below("g", "h"), special())),
                Tuple.of(
                        3,
                        Combinators.combine(below("f", "g", "h"), below("f", "g", "h"))
                                .as(TreeChange::link)),
                Tuple.of(4, anywhere.map(TreeChange::remove)),
                Tuple.of(1, Arbitraries.of(DIRECTORIES).map(TreeChange::opaque)),
                Tuple.of(1, put(Arbitraries.just("/"), directory())));
    }

    private Arbitrary<TreeChange> contextChange() {
        return Arbitraries.frequencyOf(
                Tuple.of(5, put(below("f", "g", "h"), file())),
                Tuple.of(3, put(Arbitraries.of(DIRECTORIES), directory())),
                Tuple.of(1, put(below("l", "m"), symlink())),
                Tuple.of(
                        1, Combinators.combine(below("f", "g"), below("f", "g")).as(TreeChange::link)));
    }

    private static Arbitrary<TreeChange> put(Arbitrary<String> path, Arbitrary<Node> node) {
        return Combinators.combine(path, node).as(TreeChange::put);
    }

    private static Arbitrary<String> below(String... names) {
        return Combinators.combine(Arbitraries.of(PARENTS), Arbitraries.of(names))
                .as((parent, name) -> parent + "/" + name);
    }

    private static Arbitrary<Node> directory() {
        return dressed(Arbitraries.just(Node.directory()), 0755, 0700, 02775, 01777);
    }

    private static Arbitrary<Node> file() {
        Arbitrary<String> content =
                Arbitraries.of("1", "22", "", "x".repeat(300), "y".repeat(3000), "z".repeat(20_000));
        return dressed(content.map(Node::file), 0644, 0600, 04755, 0444);
    }

    private static Arbitrary<Node> symlink() {
        return dressed(Arbitraries.of(TARGETS).map(Node::symlink), 0777);
    }

    private Arbitrary<Node> special() {
        Node fifo = new Node(Node.Kind.FIFO, "", 0640, 0, Node.Extras.NONE);
        Node terminal = new Node(Node.Kind.CHARACTER, "1:3", 0666, 0, Node.Extras.NONE);
        Node disk = new Node(Node.Kind.BLOCK, "7:1", 0660, 0, Node.Extras.NONE);
        return dressed(devices ? Arbitraries.of(fifo, terminal, disk) : Arbitraries.just(fifo), 0644, 0600);
    }

    private static Arbitrary<Node> dressed(Arbitrary<Node> node, Integer... modes) {
        return Combinators.combine(
                        node,
                        Arbitraries.of(modes),
                        Arbitraries.of(0, 0, 1, 1000),
                        Arbitraries.of("", "", "", "n1", "n2"),
                        Arbitraries.of(false, false, false, true),
                        Arbitraries.integers().between(0, 500))
                .as((plain, mode, owner, note, capability, day) -> {
                    Node dressed = plain.mode(mode).owner(owner).note(note).day(day);
                    return capability ? dressed.capability() : dressed;
                });
    }
}
