package dev.slipway.cli.browse;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The terminal of this process with every key given as it is pressed, on its second screen. Closing it, and the end of
 * the process, put it back as it was. Its mode is set by {@code stty}, which every Linux has.
 */
final class RawTerminal implements AutoCloseable {
    private static final File TTY = new File("/dev/tty");
    private static final String ENTER = "\u001b[?1049h\u001b[?25l";
    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";

    private final String saved;
    private final InputStream in;
    private final PrintStream out;
    private final Thread atExit = new Thread(this::restore, "restore-terminal");

    private RawTerminal(String saved, InputStream in, OutputStream out) {
        this.saved = saved;
        this.in = in;
        this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
    }

    /** Fails when there is no terminal. */
    static RawTerminal open() throws IOException {
        String saved = stty("-g");
        RawTerminal terminal = new RawTerminal(saved, new FileInputStream(TTY), new FileOutputStream(TTY));
        Runtime.getRuntime().addShutdownHook(terminal.atExit);
        stty("-icanon", "-echo", "-isig", "-iexten", "-ixon", "-icrnl", "min", "1", "time", "0");
        terminal.print(ENTER);
        return terminal;
    }

    private static String stty(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectInput(TTY)
                .redirectErrorStream(true)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("stty: " + answer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return answer;
    }

    InputStream in() {
        return in;
    }

    void print(String text) {
        out.print(text);
        out.flush();
    }

    private void restore() {
        print(LEAVE);
        try {
            stty(saved);
        } catch (IOException e) {
            // The terminal is gone; there is nothing to put back.
        }
    }

    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(atExit);
        restore();
        in.close();
        out.close();
    }
}
