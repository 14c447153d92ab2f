package dev.slipway.cli.browse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.Terminal;
import dev.slipway.cli.browse.Key.Name;
import dev.slipway.inspect.ImageOf;
import dev.slipway.inspect.ImageOf.Layer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a person sees and may press, on an image of three layers. */
class BrowsingTest {
    private static final BrowsedImage IMAGE = image();
    private final Browsing browsing = new Browsing(IMAGE);

    private static BrowsedImage image() {
        ImageOf image = new ImageOf()
                .layer(
                        "base",
                        new Layer()
                                .directory("etc")
                                .file("etc/passwd", 500, 'p')
                                .file("opt/tool", 3000, 't')
                                .file("opt/notes", 100, 'n'))
                .layer(
                        "RUN change",
                        new Layer()
                                .directory("etc")
                                .file("etc/passwd", 600, 'q')
                                .file("srv/a\u001b[2Jb", 20, 'x'))
                .layer("RUN delete", new Layer().whiteout("opt/tool").file("srv/new", 40, 'y'));
        return new BrowsedImage(
                "test:1",
                image.tree(),
                List.of(
                        new BrowsedImage.LayerText("base", "sha256:1", 3600),
                        new BrowsedImage.LayerText("RUN change (Dockerfile:7)", "sha256:2", 620),
                        new BrowsedImage.LayerText("RUN delete", "sha256:3", 40)),
                List.of("efficiency 71 %"));
    }

    private String screen() {
        return new Screen(new Terminal(true, false, 120, 24)).draw(browsing);
    }

    /** The right side, without attributes' columns of other entries. */
    private List<String> tree() {
        return screen().lines()
                .filter(line -> line.contains("│"))
                .map(line -> line.substring(line.indexOf('│') + 1)
                        .replaceAll("\u001b\\[[0-9;]*[mK]", "")
                        .strip())
                .skip(1)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private void press(Key... keys) {
        for (Key key : keys) {
            assertThat(browsing.press(key)).isTrue();
        }
    }

    private static Key letter(char letter) {
        return new Key(Name.LETTER, letter);
    }

    private static Key control(char letter) {
        return new Key(Name.CONTROL, letter);
    }

    @Test
    void theFirstLayerAddsEverythingAndDirectoriesAreClosed() {
        assertThat(tree()).hasSize(2);
        assertThat(tree().get(0)).startsWith("+ d").endsWith("500B  ▸ etc");
        assertThat(tree().get(1)).startsWith("+ ").endsWith("3.10kB  ▸ opt");
        assertThat(screen())
                .contains("Layer 1 of 3")
                .contains("efficiency 71 %")
                .contains("test:1");
    }

    @Test
    void aLayerShowsWhatItDidToThoseBelow() {
        press(Key.of(Name.DOWN), Key.of(Name.TAB), Key.of(Name.CONTROL_SPACE));
        assertThat(tree()).anyMatch(line -> line.startsWith("~ -rw-r--r--") && line.endsWith("passwd"));
        assertThat(tree()).anyMatch(line -> line.startsWith("~ d") && line.endsWith("etc"));
        assertThat(tree()).anyMatch(line -> line.endsWith("tool") && !line.matches("[~+-] .*"));
        assertThat(screen()).contains("RUN change (Dockerfile:7)");
    }

    @Test
    void deletedFilesAreShownAsRemovedUntilHidden() {
        press(Key.of(Name.DOWN), letter('j'), Key.of(Name.TAB), Key.of(Name.CONTROL_SPACE));
        assertThat(tree()).anyMatch(line -> line.startsWith("- ") && line.endsWith("tool"));
        press(control('r'));
        assertThat(tree()).noneMatch(line -> line.endsWith("tool"));
        press(control('u'), control('m'));
        assertThat(tree()).as("added ones, in their directories").hasSize(2);
        assertThat(tree()).last().asString().endsWith("new");
    }

    @Test
    void allChangesAreThoseSinceTheFirstLayer() {
        press(Key.of(Name.END), control('a'), Key.of(Name.TAB), Key.of(Name.CONTROL_SPACE), control('u'));
        assertThat(tree()).anyMatch(line -> line.startsWith("~ ") && line.endsWith("passwd"));
        assertThat(tree()).anyMatch(line -> line.startsWith("- ") && line.endsWith("tool"));
        assertThat(tree()).noneMatch(line -> line.endsWith("notes"));
    }

    @Test
    void aFilterFindsPathsAndOpensTheirDirectories() {
        press(control('f'), letter('n'), letter('o'), letter('t'));
        assertThat(tree()).hasSize(2);
        assertThat(tree()).last().asString().endsWith("notes");
        press(letter('['), Key.of(Name.ENTER));
        assertThat(tree()).as("no pattern, so looked for as it is").containsExactly("(nothing to show)");
        press(Key.of(Name.ESCAPE));
        assertThat(tree()).hasSize(2);
    }

    @Test
    void directoriesOpenAndCloseAtTheCursor() {
        press(Key.of(Name.TAB), letter(' '));
        assertThat(tree()).hasSize(3);
        press(Key.of(Name.RIGHT), Key.of(Name.LEFT), Key.of(Name.LEFT));
        assertThat(tree()).hasSize(2);
    }

    @Test
    void theOrderCanBeBySize() {
        press(Key.of(Name.TAB), control('o'));
        assertThat(tree().getFirst()).endsWith("opt");
    }

    @Test
    void attributesCanBeHidden() {
        press(Key.of(Name.TAB), control('b'));
        assertThat(screen()).doesNotContain("0:0");
    }

    @Test
    void namesCannotMoveTheCursor() {
        press(Key.of(Name.DOWN), Key.of(Name.TAB), Key.of(Name.CONTROL_SPACE));
        assertThat(screen()).doesNotContain("\u001b[2J").contains("a?[2Jb");
    }

    @Test
    void everyScreenFitsEverySize() {
        for (int columns = 20; columns < 200; columns += 7) {
            for (int rows = 4; rows < 60; rows += 9) {
                String drawn = new Screen(new Terminal(true, false, columns, rows)).draw(browsing);
                assertThat(drawn.lines().toList()).hasSizeLessThanOrEqualTo(rows);
                for (String line :
                        drawn.replaceAll("\u001b\\[[0-9;?]*[a-zA-Z]", "").split("\r\n")) {
                    assertThat(line.length()).isLessThanOrEqualTo(Math.max(columns, 23));
                }
            }
        }
    }

    @Test
    void qAndControlCLeave() {
        assertThat(browsing.press(letter('q'))).isFalse();
        assertThat(browsing.press(control('c'))).isFalse();
        assertThat(browsing.press(Key.of(Name.END_OF_INPUT))).isFalse();
    }

    @Test
    void permissionsAreWrittenAsLsDoes() {
        assertThat(Screen.permissions(0755)).isEqualTo("rwxr-xr-x");
        assertThat(Screen.permissions(04755)).isEqualTo("rwsr-xr-x");
        assertThat(Screen.permissions(01777)).isEqualTo("rwxrwxrwt");
        assertThat(Screen.permissions(02640)).isEqualTo("rw-r-S---");
    }
}
