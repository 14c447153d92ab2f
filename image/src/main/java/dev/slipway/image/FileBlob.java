package dev.slipway.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A blob that is a file of its own. Writers of layouts may hard-link {@link #file} instead of copying it, so the file
 * must never be changed in place.
 */
public record FileBlob(Descriptor descriptor, Path file) implements BlobSource {
    @Override
    public InputStream open() throws IOException {
        return new VerifyingInputStream(Files.newInputStream(file), descriptor);
    }
}
