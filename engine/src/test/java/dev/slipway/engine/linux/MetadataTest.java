package dev.slipway.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataTest {
    @TempDir
    Path temp;

    @Test
    void modified_keepsNanosecondsAndTimesBeforeTheEpoch() throws Exception {
        Place file = file("a");

        Metadata.setModified(file, -5, 123_456_789);

        FileStatus.Times times = FileStatus.of(file).times();
        assertThat(times.modifiedSeconds()).isEqualTo(-5);
        assertThat(times.modifiedNanos()).isEqualTo(123_456_789);
    }

    @Test
    void modifiedOfLink_leavesItsTarget() throws Exception {
        Place file = file("a");
        Metadata.setModified(file, 10, 0);
        Place link = Place.of(temp.resolve("link"));
        Nodes.symlink("a", link);

        Metadata.setModified(link, 20, 0);

        assertThat(FileStatus.of(file).times().modifiedSeconds()).isEqualTo(10);
        assertThat(FileStatus.of(link).times().modifiedSeconds()).isEqualTo(20);
    }

    @Test
    void chmodOfLink_isRefusedAndLeavesItsTarget() throws Exception {
        Place file = file("a");
        Metadata.chmod(file, 0640);
        Place link = Place.of(temp.resolve("link"));
        Nodes.symlink("a", link);

        assertThatThrownBy(() -> Metadata.chmod(link, 07777)).isInstanceOf(LinuxException.class);

        assertThat(FileStatus.of(file).permissions()).isEqualTo(0640);
    }

    @Test
    void chmod_setsAllTwelveBitsWhateverTheMask() throws Exception {
        Place file = file("a");

        Metadata.chmod(file, 06777);

        assertThat(FileStatus.of(file).permissions()).isEqualTo(06777);
    }

    @Test
    void openFile_isAPlaceOfItsOwn() throws Exception {
        Place path = file("a");
        try (OpenFile open = OpenFile.read(path)) {
            Metadata.setModified(Place.in(open, ""), 77, 1);
            Metadata.chmod(Place.in(open, ""), 0604);
        }

        assertThat(FileStatus.of(path).times().modifiedSeconds()).isEqualTo(77);
        assertThat(FileStatus.of(path).permissions()).isEqualTo(0604);
    }

    private Place file(String name) throws Exception {
        return Place.of(Files.writeString(temp.resolve(name), "x"));
    }
}
