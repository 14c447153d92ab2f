package dev.slipway.engine.tree;

import dev.slipway.engine.linux.ConfinedRoot;
import dev.slipway.engine.linux.FileStatus;
import dev.slipway.engine.linux.OpenFile;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.step.SourceException;
import dev.slipway.image.Digest;
import dev.slipway.image.layer.LayerEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Reads files to know their digests, as many at once as there are processors, and remembers them as long as it lives:
 * one build. Two that ask for the same file at the same moment both read it.
 */
public final class HashedContents implements ContentDigests {
    private static final int BUFFER = 1 << 16;

    private final ContextMemory memory;
    private final DigestTable known = new DigestTable();
    private final Semaphore readers = new Semaphore(Runtime.getRuntime().availableProcessors());

    /** @param memory keeps what is read of contexts for later builds */
    public HashedContents(ContextMemory memory) {
        this.memory = memory;
    }

    @Override
    public Digest of(TreeNode file) throws InterruptedException {
        if (file.content().isPresent()) {
            return file.content().get();
        }
        TreeNode.Location location = locationOf(file);
        String name = location.root() + "\0" + location.path().value();
        Optional<Digest> found = known.find(name);
        if (found.isPresent()) {
            return found.get();
        }
        readers.acquire();
        try {
            Digest digest = read(location);
            known.put(name, digest);
            return digest;
        } catch (ClosedByInterruptException e) {
            throw new InterruptedException();
        } catch (IOException e) {
            throw SourceException.io("read \"" + location.path().relative() + "\"", e);
        } finally {
            readers.release();
        }
    }

    private Digest read(TreeNode.Location location) throws IOException, InterruptedException {
        try (OpenFile file = openFile(location)) {
            if (location.immutable()) {
                return read(file.stream());
            }
            Instant begun = memory.now();
            FileStatus before = FileStatus.of(file);
            Digest digest = read(file.stream());
            ContextMemory.Reading reading = new ContextMemory.Reading(begun, before, FileStatus.of(file));
            memory.read(location.root(), location.path().value(), reading, digest);
            return digest;
        }
    }

    /** Opens a file's bytes; whatever its directory has become meanwhile, nothing outside its root is opened. */
    public static InputStream open(TreeNode.Location location) throws IOException {
        return openFile(location).stream();
    }

    private static OpenFile openFile(TreeNode.Location location) throws IOException {
        if (location.immutable()) {
            String root = Place.of(location.root()).name();
            return OpenFile.read(Place.of(root + location.path().value()));
        }
        try (ConfinedRoot root = ConfinedRoot.of(Place.of(location.root()))) {
            return root.open(location.path().value(), OpenFile.READ | OpenFile.NOFOLLOW | OpenFile.NONBLOCK);
        }
    }

    private static Digest read(InputStream in) throws IOException, InterruptedException {
        MessageDigest hash = Digest.sha256();
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            hash.update(buffer, 0, count);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return Digest.finish(hash.digest());
    }

    private static TreeNode.Location locationOf(TreeNode file) {
        if (!(file.entry() instanceof LayerEntry.RegularFile)) {
            throw new IllegalStateException(file.path() + " has no content");
        }
        return file.location()
                .orElseThrow(() -> new IllegalStateException(file.path() + " is on no disk and has no digest"));
    }
}
