package dev.slipway.serve.embedded.gguf;

import java.io.IOException;

/** The file is not what its format says; the message says where. */
final class DamagedFileException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedFileException(String message) {
        super(message);
    }
}
