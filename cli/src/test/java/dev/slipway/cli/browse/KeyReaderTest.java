package dev.slipway.cli.browse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What terminals send for a key. */
class KeyReaderTest {
    private static Key read(byte[] bytes) throws IOException {
        return new KeyReader(new ByteArrayInputStream(bytes)).read();
    }

    @ParameterizedTest
    @CsvSource({
        "^[[A,UP",
        "^[OB,DOWN",
        "^[[C,RIGHT",
        "^[[D,LEFT",
        "^[[5~,PAGE_UP",
        "^[[6~,PAGE_DOWN",
        "^[[H,HOME",
        "^[[4~,END",
        "^[[1;5A,UP",
        "^[,ESCAPE",
        "^[[3~,OTHER",
        "^[x,OTHER",
        "'\t',TAB",
        "'\r',ENTER",
        "'\u007f',BACKSPACE",
        "'\u0000',CONTROL_SPACE",
        "'',END_OF_INPUT"
    })
    void sequencesAreKeys(String sent, Key.Name name) throws IOException {
        assertThat(read(sent.replace("^[", "\u001b").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Key.of(name));
    }

    @org.junit.jupiter.api.Test
    void lettersAreCharactersAndControlKeysAreTheirLetter() throws IOException {
        assertThat(read("é".getBytes(StandardCharsets.UTF_8)).isLetter('é')).isTrue();
        assertThat(read(new byte[] {1}).isControl('a')).isTrue();
        assertThat(read(new byte[] {3}).isControl('c')).isTrue();
    }

    @Property(tries = 200)
    void anyBytesAreReadToTheirEnd(@ForAll byte[] bytes) throws IOException {
        KeyReader reader = new KeyReader(new ByteArrayInputStream(bytes));
        for (int i = 0; i <= bytes.length; i++) {
            if (reader.read().name() == Key.Name.END_OF_INPUT) {
                return;
            }
        }
        assertThat(reader.read().name()).isEqualTo(Key.Name.END_OF_INPUT);
    }
}
