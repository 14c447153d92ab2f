package dev.slipway.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyingInputStreamTest {
    private static final byte[] CONTENT = new byte[100_000];

    static {
        Arrays.fill(CONTENT, (byte) 'x');
    }

    private static InputStream over(byte[] actual) {
        return new VerifyingInputStream(new ByteArrayInputStream(actual), Digest.of(CONTENT), CONTENT.length);
    }

    @Test
    void rightContent_passes() throws IOException {
        assertThat(over(CONTENT).readAllBytes()).isEqualTo(CONTENT);
        assertThat(over(CONTENT).skip(1_000_000)).isEqualTo(CONTENT.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 99_999})
    void shortContent_isRefusedWithItsPosition(int length) {
        assertThatThrownBy(() -> over(Arrays.copyOf(CONTENT, length)).readAllBytes())
                .isInstanceOfSatisfying(
                        BlobException.class, e -> assertThat(e.positionBytes()).isEqualTo(length))
                .hasMessageContaining("expected: 100,000 bytes");
    }

    @Test
    void surplus_isRefusedAndNeverHandedOut() throws IOException {
        InputStream in = over(Arrays.copyOf(CONTENT, CONTENT.length + 1));
        assertThat(in.readNBytes(CONTENT.length - 1)).hasSize(CONTENT.length - 1);
        assertThatThrownBy(in::read).isInstanceOf(BlobException.class).hasMessageContaining("goes on");
    }

    @Test
    void changedByte_isRefusedBeforeTheLastByteIsSeen() throws IOException {
        byte[] changed = CONTENT.clone();
        changed[5] = 'y';
        InputStream in = over(changed);
        in.readNBytes(CONTENT.length - 1);
        assertThatThrownBy(in::read).isInstanceOf(BlobException.class).hasMessageContaining("its content has");
    }

    @Test
    void changedContent_isRefusedWhenSkipped() {
        byte[] changed = CONTENT.clone();
        changed[5] = 'y';
        assertThatThrownBy(() -> over(changed).skip(CONTENT.length)).isInstanceOf(BlobException.class);
    }

    @Test
    void emptyBlob_isVerifiedToo() throws IOException {
        byte[] none = new byte[0];
        assertThat(new VerifyingInputStream(new ByteArrayInputStream(none), Digest.of(none), 0).read())
                .isEqualTo(-1);
        assertThatThrownBy(() -> new VerifyingInputStream(new ByteArrayInputStream(CONTENT), Digest.of(none), 0).read())
                .isInstanceOf(BlobException.class);
    }
}
