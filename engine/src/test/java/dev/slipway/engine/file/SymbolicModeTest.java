package dev.slipway.engine.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SymbolicModeTest {
    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "+x|644|755",
                "a+x|640|751",
                "u=rwX,go=rX|600|644",
                "u=rwX,go=rX|700|755",
                "g=u|640|660",
                "go=|4777|4700",
                "o-rwx|777|770",
                "u+s|755|4755",
                "g+s|755|2755",
                "+t|755|1755",
                "a-x,u+X|755|744",
                "u=rw,g=r,o=|4777|640",
                "ug+rw-x|111|661",
                "go=u-w|740|755",
                "=|1777|1000",
                "o+s|755|755",
            })
    void file_getsTheMode(String expression, String before, String after) {
        assertThat(Integer.toOctalString(apply(expression, before, false))).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource({"u=rwX,600,700", "+X,640,751", "go-X,755,744"})
    void directory_isSearchableWithX(String expression, String before, String after) {
        assertThat(Integer.toOctalString(apply(expression, before, true))).isEqualTo(after);
    }

    /** Only permission bits: GNU and BSD do not agree on the others. */
    @ParameterizedTest
    @ValueSource(strings = {"+x", "a=r", "u=rwX,go=rX", "g=u", "go=u-w", "ug+rw-x", "a-w,u+w", "u=g,g=o", "a+X,o-x"})
    void chmodOfThisMachine_agrees(String expression) throws Exception {
        for (String before : new String[] {"644", "700", "511", "137"}) {
            Path file = temp.resolve("f" + before + expression.hashCode());
            Files.writeString(file, "");
            run("chmod", before, file.toString());
            run("chmod", expression, file.toString());
            int mode = (int) Files.getAttribute(file, "unix:mode") & 07777;
            assertThat(apply(expression, before, false)).as(before).isEqualTo(mode);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"u", "u=q", "rwx", "u=rw,", "+x,,g+x", "u=rw x"})
    void otherText_isRefused(String expression) {
        assertThatThrownBy(() -> SymbolicMode.parse(expression)).isInstanceOf(IllegalArgumentException.class);
    }

    private static int apply(String expression, String before, boolean directory) {
        return SymbolicMode.parse(expression).apply(Integer.parseInt(before, 8), directory);
    }

    private static void run(String... command) throws Exception {
        // a umask of 0, as the copy has none
        String[] shell = {"sh", "-c", "umask 0; exec \"$0\" \"$@\"", command[0], command[1], command[2]};
        assertThat(new ProcessBuilder(shell).inheritIO().start().waitFor()).isZero();
    }
}
