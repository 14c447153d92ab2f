package dev.slipway.engine.layering;

import static dev.slipway.engine.layering.TreeChange.link;
import static dev.slipway.engine.layering.TreeChange.opaque;
import static dev.slipway.engine.layering.TreeChange.put;
import static dev.slipway.engine.layering.TreeChange.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.engine.linux.MountRights;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a copy of something layered gives, whatever layers the result has. All variants are built for each rule. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LayeringRulesTest {
    private TestHome home;
    private ScenarioCheck check;

    @BeforeAll
    void open() throws IOException {
        assumeTrue(MountRights.mounts(), "run under: unshare -m --propagation private");
        home = TestHome.make();
        check = new ScenarioCheck(home.directory());
    }

    @AfterAll
    void close() throws IOException {
        if (check != null) {
            check.close();
            home.close();
        }
    }

    /** Layers of the image {@code source}, and on request those of the image {@code base}. */
    private record Images(List<List<TreeChange>> source, List<List<TreeChange>> base) {}

    private static Images source(List<?>... layers) {
        return new Images(changes(layers), List.of());
    }

    private static Images base(Images images, List<?>... layers) {
        return new Images(images.source(), changes(layers));
    }

    private static List<List<TreeChange>> changes(List<?>... layers) {
        List<List<TreeChange>> all = new ArrayList<>();
        for (List<?> layer : layers) {
            all.add(layer.stream().map(TreeChange.class::cast).toList());
        }
        return all;
    }

    /** Times vary, so that they are compared too. */
    private List<String> built(Images images, String... instructions) throws Exception {
        String from = images.base().isEmpty() ? "FROM scratch\n" : "FROM base\n";
        Scenario scenario = new Scenario(
                images.base().isEmpty()
                        ? Map.of("source", images.source())
                        : Map.of("source", images.source(), "base", images.base()),
                List.of(put("/context-file", Node.file("c").day(3))),
                from + String.join("\n", instructions) + "\n",
                Node.Times.VARIED);
        ScenarioCheck.Verdict verdict = check.check(scenario);
        assertThat(verdict.problems()).isEmpty();
        return verdict.image().lines();
    }

    @Test
    void hardLinksOfOneLayer_stayOneFile() throws Exception {
        Images images = source(
                List.of(put("/d/x", Node.file("1")), link("/d/y", "/d/x"), link("/d/sub/z", "/d/x")),
                List.of(put("/d/other", Node.file("2"))));
        assertThat(built(images, "COPY --from=source /d /d"))
                .containsExactly(
                        "/d dir 755 0:0",
                        "/d/other file 644 0:0 \"2\"",
                        "/d/sub dir 755 0:0",
                        "/d/sub/z file 644 0:0 \"1\"",
                        "/d/x file 644 0:0 \"1\" = /d/sub/z",
                        "/d/y file 644 0:0 \"1\" = /d/sub/z");
    }

    @Test
    void hardLinksCopiedInPart_areThoseThatWereCopied() throws Exception {
        Images images = source(
                List.of(put("/d/x", Node.file("1")), link("/d/y", "/d/x"), link("/e/z", "/d/x"), link("/e/w", "/d/x")),
                List.of(put("/d/y", Node.file("new"))));
        assertThat(built(images, "COPY --from=source /d /e /to/"))
                .containsExactly(
                        "/to dir 755 0:0",
                        "/to/w file 644 0:0 \"1\"",
                        "/to/x file 644 0:0 \"1\"",
                        "/to/y file 644 0:0 \"new\"",
                        "/to/z file 644 0:0 \"1\" = /to/w");
    }

    @Test
    void fileReplacedByADirectory_isTheDirectory() throws Exception {
        Images images = source(
                List.of(put("/d/x", Node.file("1")), put("/d/y", Node.directory()), put("/d/y/in", Node.file("2"))),
                List.of(put("/d/x", Node.directory().mode(0700)), put("/d/x/in", Node.file("3"))),
                List.of(put("/d/y", Node.file("4"))));
        assertThat(built(images, "COPY --from=source /d /d"))
                .containsExactly(
                        "/d dir 755 0:0", "/d/x dir 700 0:0", "/d/x/in file 644 0:0 \"3\"", "/d/y file 644 0:0 \"4\"");
    }

    @Test
    void opaqueDirectoryInTheMiddle_hidesWhatIsBelowIt() throws Exception {
        Images images = source(
                List.of(put("/d/x/old", Node.file("1")), put("/d/keep", Node.file("2"))),
                List.of(opaque("/d/x"), put("/d/x/mid", Node.file("3"))),
                List.of(put("/d/x/top", Node.file("4"))));
        assertThat(built(images, "COPY --from=source /d /d"))
                .containsExactly(
                        "/d dir 755 0:0",
                        "/d/keep file 644 0:0 \"2\"",
                        "/d/x dir 755 0:0",
                        "/d/x/mid file 644 0:0 \"3\"",
                        "/d/x/top file 644 0:0 \"4\"");
    }

    @Test
    void copyOntoADirectoryOfTheBase_mergesWithItHoweverItWasMadeInTheSource() throws Exception {
        Images images = base(
                source(
                        List.of(put("/d/x/old", Node.file("1"))),
                        List.of(opaque("/d/x"), put("/d/x/mid", Node.file("3")), remove("/d/gone"))),
                List.of(put("/d/x/mine", Node.file("5")), put("/d/gone", Node.file("6"))));
        assertThat(built(images, "COPY --from=source /d /d"))
                .containsExactly(
                        "/d dir 755 0:0",
                        "/d/gone file 644 0:0 \"6\"",
                        "/d/x dir 755 0:0",
                        "/d/x/mid file 644 0:0 \"3\"",
                        "/d/x/mine file 644 0:0 \"5\"");
    }

    @Test
    void deletedAndMadeAgain_isOnlyTheNew() throws Exception {
        Images images = source(
                List.of(put("/d/x/a", Node.file("1")), put("/d/f", Node.file("1"))),
                List.of(remove("/d/x"), remove("/d/f")),
                List.of(
                        put("/d/x/b", Node.file("2")),
                        put("/d/f", Node.file("3").mode(0600))));
        assertThat(built(images, "COPY --from=source /d /d"))
                .containsExactly(
                        "/d dir 755 0:0", "/d/f file 600 0:0 \"3\"", "/d/x dir 755 0:0", "/d/x/b file 644 0:0 \"2\"");
    }

    @Test
    void directoryThatAnUpperLayerChanges_looksAsThere() throws Exception {
        Images images = source(
                List.of(
                        put("/d/x/a", Node.file("1")),
                        put("/d/x", Node.directory().note("n").day(1))),
                List.of(put("/d/x", Node.directory().mode(01770).owner(4).day(2))));
        assertThat(built(images, "COPY --from=source /d /d"))
                .containsExactly("/d dir 755 0:0", "/d/x dir 1770 4:4", "/d/x/a file 644 0:0 \"1\"");
    }

    @Test
    void copyThroughALinkOfTheBase_goesWhereItLeads() throws Exception {
        Images images = base(
                source(List.of(put("/d/a", Node.file("1"))), List.of(put("/d/b", Node.file("2")))),
                List.of(put("/real/mine", Node.file("3")), put("/way", Node.symlink("real"))));
        assertThat(built(images, "COPY --from=source /d /way/"))
                .containsExactly(
                        "/real dir 755 0:0",
                        "/real/a file 644 0:0 \"1\"",
                        "/real/b file 644 0:0 \"2\"",
                        "/real/mine file 644 0:0 \"3\"",
                        "/way link 0:0 -> real");
    }

    @Test
    void parentsWithExclusions_keepPathsAndLeaveOut() throws Exception {
        Images images = source(
                List.of(put("/d/x", Node.directory().mode(0711)), put("/d/x/a", Node.file("1"))),
                List.of(put("/d/x/b", Node.file("2")), put("/d/y/c", Node.file("3"))));
        assertThat(built(images, "COPY --from=source --parents --exclude=**/b /d/x /d/y /to/"))
                .containsExactly(
                        "/to dir 755 0:0",
                        "/to/d dir 755 0:0",
                        "/to/d/x dir 711 0:0",
                        "/to/d/x/a file 644 0:0 \"1\"",
                        "/to/d/y dir 755 0:0",
                        "/to/d/y/c file 644 0:0 \"3\"");
    }

    @Test
    void severalDirectories_lieOverEachOtherInTheirOrder() throws Exception {
        Images images = source(
                List.of(
                        put("/e/f", Node.file("e").day(5)),
                        put("/e/s", Node.directory().mode(0700))),
                List.of(
                        put("/d/f", Node.file("d").day(6)),
                        put("/d/s", Node.directory().mode(0711))));
        assertThat(built(images, "COPY --from=source /d /e /to/"))
                .containsExactly("/to dir 755 0:0", "/to/f file 644 0:0 \"e\"", "/to/s dir 700 0:0");
        assertThat(built(images, "COPY --from=source /e /d /to/"))
                .containsExactly("/to dir 755 0:0", "/to/f file 644 0:0 \"d\"", "/to/s dir 711 0:0");
    }

    @Test
    void fileOfALowerLayer_isCopiedAlone() throws Exception {
        Images images = source(
                List.of(put(
                        "/d/f",
                        Node.file("1")
                                .mode(04755)
                                .owner(3)
                                .note("n")
                                .capability()
                                .day(9))),
                List.of(put("/d/g", Node.file("2"))));
        assertThat(built(images, "COPY --from=source /d/f /opt/name"))
                .containsExactly(
                        "/opt dir 755 0:0",
                        "/opt/name file 4755 3:3 \"1\" security.capability=" + Node.CAPABILITY + " user.note=n");
    }

    @Test
    void directoryThatIsThere_keepsItsModeAndOwnAttributes() throws Exception {
        Images images = base(
                source(
                        List.of(put(
                                "/d", Node.directory().mode(0700).note("source").day(4))),
                        List.of(put("/d/s", Node.directory().mode(0700)), put("/d/s/f", Node.file("1")))),
                List.of(
                        put("/t", Node.directory().mode(0751).owner(6)),
                        put("/t/s", Node.directory().mode(0777).note("base"))));
        assertThat(built(images, "COPY --from=source /d /t"))
                .containsExactly("/t dir 751 6:6", "/t/s dir 700 0:0 user.note=base", "/t/s/f file 644 0:0 \"1\"");
    }

    @Test
    void emptyDirectory_isMade() throws Exception {
        Images images = source(List.of(put("/d/x", Node.directory().mode(0700))), List.of(put("/e", Node.directory())));
        assertThat(built(images, "COPY --from=source /d /d", "COPY --from=source /e /new/e"))
                .containsExactly("/d dir 755 0:0", "/d/x dir 700 0:0", "/new dir 755 0:0", "/new/e dir 755 0:0");
    }

    @Test
    void ownerAndModeOfTheCopy_holdForEverySourceLayer() throws Exception {
        Images images = source(
                List.of(put("/d/a", Node.file("1")), link("/d/b", "/d/a")),
                List.of(put("/d/s/c", Node.file("2").owner(5))));
        assertThat(built(images, "COPY --from=source --chown=7:8 --chmod=u=rwX,go= /d /d"))
                .containsExactly(
                        "/d dir 755 7:8",
                        "/d/a file 600 7:8 \"1\"",
                        "/d/b file 600 7:8 \"1\" = /d/a",
                        "/d/s dir 700 7:8",
                        "/d/s/c file 600 7:8 \"2\"");
    }

    @Test
    void overwrittenAgainAndAgain_isTheLast() throws Exception {
        Images images = source(List.of(put("/d/f", Node.file("1"))), List.of(put("/d/f", Node.file("2"))));
        assertThat(built(
                        images,
                        "COPY context-file /d/f",
                        "COPY --from=source /d /d",
                        "COPY context-file /d/g",
                        "COPY --from=source /d/f /d/g",
                        "COPY context-file /d/f"))
                .containsExactly("/d dir 755 0:0", "/d/f file 644 0:0 \"c\"", "/d/g file 644 0:0 \"2\"");
    }

    @Test
    void fileOverADirectory_isRefusedByAll() throws Exception {
        Images images = base(source(List.of(put("/d/x", Node.file("1")))), List.of(put("/d/x/in", Node.file("2"))));
        assertThat(check.check(new Scenario(
                        Map.of("source", images.source(), "base", images.base()),
                        List.of(),
                        "FROM base\nCOPY --from=source /d /d\n",
                        Node.Times.VARIED)))
                .satisfies(verdict -> {
                    assertThat(verdict.problems()).isEmpty();
                    assertThat(verdict.reference())
                            .isInstanceOfSatisfying(
                                    Built.Refused.class,
                                    refused -> assertThat(refused.message())
                                            .contains("a file cannot replace a directory"));
                });
    }
}
