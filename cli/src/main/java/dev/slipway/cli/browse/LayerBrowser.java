package dev.slipway.cli.browse;

import dev.slipway.cli.Terminal;
import java.io.IOException;
import java.util.function.Supplier;

/** Runs the browser on the terminal of this process until its user leaves it. */
public final class LayerBrowser {
    private LayerBrowser() {}

    /**
     * @param size asked before each drawing, as windows change
     * @throws IOException when there is no terminal, or it goes away
     */
    public static void run(BrowsedImage image, Supplier<Terminal> size) throws IOException {
        try (RawTerminal terminal = RawTerminal.open()) {
            Browsing browsing = new Browsing(image);
            KeyReader keys = new KeyReader(terminal.in());
            do {
                terminal.print(new Screen(size.get()).draw(browsing));
            } while (browsing.press(keys.read()));
        }
    }
}
