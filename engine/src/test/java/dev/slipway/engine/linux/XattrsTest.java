package dev.slipway.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XattrsTest {
    @TempDir
    Path temp;

    private Place file;

    @BeforeEach
    void attributesWork() throws Exception {
        file = Place.of(Files.writeString(temp.resolve("file"), "x"));
        try {
            Xattrs.set(file, "user.probe", new byte[0]);
            Xattrs.remove(file, "user.probe");
        } catch (LinuxException e) {
            assumeTrue(!e.is(Errno.EOPNOTSUPP), "no user attributes on the file system of " + temp);
            throw e;
        }
    }

    @Test
    void value_isKeptByteForByte() throws Exception {
        byte[] value = {0, 1, (byte) 0xff, 'x', 0};

        Xattrs.set(file, "user.one", value);

        assertThat(Xattrs.list(file)).contains("user.one");
        assertThat(Xattrs.get(file, "user.one").orElseThrow()).isEqualTo(value);
    }

    @Test
    void absentAttribute_isEmpty() throws Exception {
        assertThat(Xattrs.get(file, "user.none")).isEmpty();
        assertThat(Xattrs.remove(file, "user.none")).isFalse();
    }

    @Test
    void placeInOpenDirectory_reachesTheSameFile() throws Exception {
        try (OpenFile directory = OpenFile.directory(Place.of(temp))) {
            Xattrs.set(Place.in(directory, "file"), "user.two", new byte[] {2});
        }
        try (OpenFile open = OpenFile.read(file)) {
            assertThat(Xattrs.get(Place.in(open, ""), "user.two").orElseThrow()).containsExactly(2);
        }
    }
}
