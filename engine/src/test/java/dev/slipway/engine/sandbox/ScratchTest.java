package dev.slipway.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.engine.sandbox.bundle.HostTraits;
import dev.slipway.engine.store.OverlayFlavor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
    @TempDir
    private Path disk;

    @Test
    void overlayThatIsBusyForAMoment_isUnmountedAfterIt() throws Exception {
        Path layer = Files.createDirectory(disk.resolve("layer"));
        Path upper = Files.createDirectory(disk.resolve("upper"));
        OverlayFlavor flavor = HostTraits.read().userNamespace() ? OverlayFlavor.USER : OverlayFlavor.TRUSTED;
        Scratch scratch = new Scratch(Files.createDirectory(disk.resolve("work")), flavor);
        try {
            Path view = scratch.overlay("view", List.of(layer), Optional.of(upper));
            Process user = new ProcessBuilder("sh", "-c", "echo in; exec sleep 0.3")
                    .directory(view.toFile())
                    .start();
            assertThat(user.inputReader().readLine()).isEqualTo("in");
            scratch.unmount(view);
            assertThat(user.waitFor()).isZero();
            assertThat(view).doesNotExist();
        } finally {
            scratch.close();
        }
    }
}
