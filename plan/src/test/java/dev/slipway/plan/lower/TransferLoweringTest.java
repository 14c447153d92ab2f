package dev.slipway.plan.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Digest;
import dev.slipway.image.ImagePath;
import dev.slipway.plan.Plans;
import dev.slipway.plan.graph.BuildGraph;
import dev.slipway.plan.graph.FileAction;
import dev.slipway.plan.graph.FileAction.Destination;
import dev.slipway.plan.graph.FileAction.ModeChange;
import dev.slipway.plan.graph.FileAction.Owner;
import dev.slipway.plan.graph.FileAction.Unpack;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.request.GitLocation;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TransferLoweringTest {
    private static final String FROM = "FROM debian:trixie\n";
    private static final String SUM = "sha256:" + "a".repeat(64);

    private static FileAction.Copy copy(String line) {
        return Plans.of(FROM + "WORKDIR /w\n" + line + "\n").copy();
    }

    private static Op op(String line, Class<? extends Op> kind) {
        return Plans.of(FROM + line + "\n").graph().order().stream()
                .map(vertex -> vertex.op())
                .filter(kind::isInstance)
                .findFirst()
                .orElseThrow();
    }

    private static void assertBad(String line, String message) {
        assertThatThrownBy(() -> Plans.of(FROM + line + "\n").plan())
                .hasMessageStartingWith("Dockerfile:2:")
                .hasMessageContaining(message);
    }

    @Test
    void destination_followsTheWorkingDirectoryAndKeepsItsSlash() {
        assertThat(copy("COPY a b").destination()).isEqualTo(new Destination(ImagePath.of("/w/b"), false));
        assertThat(copy("COPY a b/").destination()).isEqualTo(new Destination(ImagePath.of("/w/b"), true));
        assertThat(copy("COPY a .").destination()).isEqualTo(new Destination(ImagePath.of("/w"), true));
        assertThat(copy("COPY a /x/.").destination()).isEqualTo(new Destination(ImagePath.of("/x"), true));
        assertThat(copy("COPY a ../c").destination()).isEqualTo(new Destination(ImagePath.of("/c"), false));
    }

    @Test
    void severalSources_makeNoDirectoryOfTheDestination() {
        assertThat(copy("COPY a b /app").destination()).isEqualTo(new Destination(ImagePath.of("/app"), false));
        assertThat(copy("COPY a b /app/").destination()).isEqualTo(new Destination(ImagePath.of("/app"), true));
    }

    @Test
    void sources_areCleanedAndStayInTheirTree() {
        assertThat(copy("COPY ./a//b/ /c/../d ../../e / /x/").sources())
                .extracting(FileAction.Source::pattern)
                .containsExactly("a/b", "d", "e", "");
    }

    @Test
    void wildcards_becomePredicates() {
        FileAction.Copy copy = copy("COPY src/*.py a[[]0].txt plain /x/");
        assertThat(copy.sources().get(0).wildcard().orElseThrow().matches("src/a.py"))
                .isTrue();
        assertThat(copy.sources().get(0).wildcard().orElseThrow().matches("src/b/a.py"))
                .isFalse();
        assertThat(copy.sources().get(1).wildcard().orElseThrow().matches("a[0].txt"))
                .isTrue();
        assertThat(copy.sources().get(2).wildcard()).isEmpty();
        assertThat(copy.sources().get(0).span()).isEqualTo("3:6");
        assertBad("COPY a[ /x/", "cannot read the pattern \"a[\"");
    }

    @Test
    void parents_splitAtThePivot() {
        FileAction.Copy copy = copy("COPY --parents x/./y/**/z.txt a/b /p/");
        assertThat(copy.rules().parents()).isTrue();
        FileAction.Source pivoted = copy.sources().getFirst();
        assertThat(pivoted.base().orElseThrow().pattern()).isEqualTo("x");
        assertThat(pivoted.pattern()).isEqualTo("y/**/z.txt");
        assertThat(pivoted.wildcard().orElseThrow().matches("y/1/2/z.txt")).isTrue();
        assertThat(copy.sources().get(1).base()).isEmpty();
    }

    @Test
    void exclude_isOnePredicateInOrder() {
        FileAction.Copy copy = copy("COPY --exclude=*.log --exclude=!keep.log src /x/");
        assertThat(copy.rules().exclude().excludes("a.log")).isTrue();
        assertThat(copy.rules().exclude().excludes("keep.log")).isFalse();
        assertThat(copy.rules().exclude().canonical()).isEqualTo("*.log\n!keep.log");
    }

    @Test
    void chownAndChmod_areExpandedAndChecked() {
        FileAction.Copy copy = copy("ARG U=app\nCOPY --chown=$U:10 --chmod=u=rwX,go=rX a /");
        assertThat(copy.rules().placement().owner()).contains(new Owner("app", Optional.of("10")));
        assertThat(copy.rules().placement().mode()).contains(new ModeChange.Symbolic("u=rwX,go=rX"));
        assertThat(copy("COPY --chmod=4755 --chown=7 a /").rules().placement())
                .isEqualTo(new FileAction.Placement(
                        Optional.of(new Owner("7", Optional.empty())), Optional.of(new ModeChange.Octal(04755))));
        assertBad("COPY --chmod=999 a /", "cannot read --chmod: \"999\"");
        assertBad("COPY --chmod=77777 a /", "cannot read --chmod");
        assertBad("COPY --chmod=u:rw a /", "cannot read --chmod");
        assertBad("COPY --chown=:x a /", "cannot read --chown: \":x\"");
    }

    @Test
    void link_isALayerOnNothingThatIsMergedOver() {
        Plans plans = Plans.of(FROM + "COPY --link a /b\nCOPY --link=false c /d\n");
        BuildGraph graph = plans.graph();
        Op merged = graph.result().inputs().getFirst().op();
        assertThat(merged).isEqualTo(new Op.Merge());
        var merge = graph.result().inputs().getFirst();
        assertThat(merge.inputs().get(0).op()).isInstanceOf(Op.Image.class);
        assertThat(merge.inputs().get(1).op()).isInstanceOf(Op.FileOp.class);
        assertThat(merge.inputs().get(1).inputs().getFirst().op()).isEqualTo(new Op.Scratch());
        assertThat(plans.history()).containsExactly("COPY a /b # buildkit", "COPY c /d # buildkit");
        assertThat(graph.image().steps().getFirst().vertex()).contains(merge.digest());
        assertThat(plans.names()).contains("[2/3] COPY --link a /b", "[2/3] LINK COPY --link a /b");
    }

    @Test
    void linkWithAMode_isAPlainCopy() {
        BuildGraph graph = Plans.of(FROM + "COPY --link --chmod=755 a /bin/a\n").graph();
        assertThat(graph.result().op()).isInstanceOf(Op.FileOp.class);
        assertThat(graph.result().inputs().getFirst().op()).isInstanceOf(Op.Image.class);
    }

    @Test
    void linkedCopies_doNotDependOnWhatIsBelow() {
        String copy = "COPY --link a /b\n";
        BuildGraph one = Plans.of("FROM debian:trixie\n" + copy).graph();
        BuildGraph other = Plans.of("FROM alpine:3\n" + copy).image("alpine:3").graph();
        assertThat(one.result().inputs().get(1))
                .isEqualTo(other.result().inputs().get(1));
    }

    @Test
    void heredocs_areWrittenWithVariablesUnlessQuoted() {
        Plans plans = Plans.of(FROM + "ARG V=1\nCOPY <<a.txt <<\"b.txt\" /d/\nv=$V \"q\"\na.txt\nv=$V\nb.txt\n");
        assertThat(plans.actions())
                .extracting(action -> ((FileAction.WriteFile) action).name() + "="
                        + new String(((FileAction.WriteFile) action).content().bytes(), StandardCharsets.UTF_8))
                .containsExactly("a.txt=v=1 \"q\"\n", "b.txt=v=$V\n");
        assertThat(plans.history()).last().isEqualTo("COPY <<a.txt <<b.txt /d/ # buildkit");
    }

    @Test
    void addOfLocalFiles_unpacksUnlessTold() {
        assertThat(copy("ADD a.tar /").unpack()).isEqualTo(Unpack.RECOGNISED);
        assertThat(copy("ADD --unpack=false a.tar /").unpack()).isEqualTo(Unpack.NEVER);
        assertThat(copy("ADD --unpack a.tar /").unpack()).isEqualTo(Unpack.ALWAYS);
        assertThat(copy("COPY a.tar /").unpack()).isEqualTo(Unpack.NEVER);
    }

    @Test
    void addOfAUrl_fetchesAFileByItsName() {
        String url = "https://host/d%20ir/x.tar.gz?q=1";
        assertThat(op("ADD --checksum=" + SUM + " " + url + " /", Op.Http.class))
                .isEqualTo(new Op.Http(url, Optional.of("x.tar.gz"), Optional.of(Digest.parse(SUM))));
        assertThat(copy("ADD " + url + " /").unpack()).isEqualTo(Unpack.NEVER);
        assertThat(copy("ADD --unpack=true " + url + " /").unpack()).isEqualTo(Unpack.ALWAYS);
        assertThat(op("ADD https://host/ /f", Op.Http.class))
                .isEqualTo(new Op.Http("https://host/", Optional.of("__unnamed__"), Optional.empty()));
        assertBad("ADD --checksum=md5:1 https://host/x /", "cannot read --checksum: \"md5:1\"");
        assertBad("ADD --checksum=" + SUM + " local /", "cannot check \"local\" by --checksum");
        assertBad("ADD --checksum=" + SUM + " https://h/a https://h/b /d/", "cannot check 2 sources");
    }

    @Test
    void addOfAGitRepository_checksItOut() {
        assertThat(op("ADD --keep-git-dir https://host/r.git#v1:sub /x", Op.Git.class))
                .isEqualTo(new Op.Git(
                        new GitLocation(
                                "https://host/r.git",
                                Optional.of("v1"),
                                Optional.of("sub"),
                                Optional.empty(),
                                true,
                                Optional.empty()),
                        true));
        assertThat(op("ADD --checksum=0123abc git@host:o/r /x", Op.Git.class))
                .isEqualTo(new Op.Git(
                        new GitLocation(
                                "git@host:o/r",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("0123abc"),
                                true,
                                Optional.empty()),
                        false));
        assertBad(
                "ADD --keep-git-dir=false https://h/r.git?keep-git-dir=1 /x",
                "cannot both keep and leave out the git directory");
        assertBad("ADD https://h/r.git?what=1 /x", "query \"what\" is unknown");
    }

    @Test
    void copyOfRemoteSources_isRefusedWithAHint() {
        assertBad("COPY https://host/x /", "cannot COPY \"https://host/x\"");
        assertBad("COPY git@host:o/r /", "cannot COPY \"git@host:o/r\"");
    }

    @Test
    void mixedSources_keepTheirOrderAndInputs() {
        Plans plans = Plans.of(FROM + "ADD a https://host/x b /d/\n");
        assertThat(plans.actions())
                .extracting(action -> ((FileAction.Copy) action).input() + " "
                        + ((FileAction.Copy) action).sources().getFirst().pattern())
                .containsExactly("1 a", "2 x", "1 b");
    }

    @Test
    void copyFromAnImage_readsThatImage() {
        Plans plans = Plans.of(FROM + "COPY --from=tools:1 /t /t\n").image("tools:1");
        assertThat(plans.names()).contains("FROM docker.io/library/tools:1");
        BuildGraph graph = plans.graph();
        assertThat(graph.result().inputs().get(1).op()).isInstanceOf(Op.Image.class);
        assertThat(graph.notes(graph.result().inputs().get(1)).place()).isEqualTo("image:docker.io/library/tools:1");
    }

    @Test
    void fromWithAVariable_isRefused() {
        assertBad("COPY --from=$X /a /a", "cannot expand variables in COPY --from: \"$X\"");
    }
}
