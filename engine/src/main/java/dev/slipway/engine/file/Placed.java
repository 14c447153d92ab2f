package dev.slipway.engine.file;

import dev.slipway.image.layer.EntryMetadata;
import dev.slipway.image.layer.LayerEntry;
import dev.slipway.plan.graph.FileAction;
import java.io.IOException;
import java.util.Optional;

/** What {@code --chown} and {@code --chmod} make of the metadata of copied entries. */
final class Placed {
    private static final int DEFAULT_PARENT_MODE = 0755;

    private final Optional<Ids> owner;
    private final Optional<FileAction.ModeChange> change;
    private final Optional<SymbolicMode> symbolic;

    Placed(FileAction.Placement placement, Owners owners) throws IOException {
        this.owner = placement.owner().isPresent()
                ? Optional.of(owners.find(placement.owner().get()))
                : Optional.empty();
        this.change = placement.mode();
        this.symbolic = change.filter(FileAction.ModeChange.Symbolic.class::isInstance)
                .map(mode -> SymbolicMode.parse(((FileAction.ModeChange.Symbolic) mode).expression()));
    }

    EntryMetadata metadata(LayerEntry.Inode source) {
        EntryMetadata metadata = source.metadata();
        if (owner.isPresent()) {
            metadata = metadata.withOwner(owner.get().uid(), owner.get().gid());
        }
        if (source instanceof LayerEntry.Symlink || change.isEmpty()) {
            return metadata;
        }
        return metadata.withMode(
                switch (change.get()) {
                    case FileAction.ModeChange.Octal(int bits) -> bits;
                    case FileAction.ModeChange.Symbolic ignored ->
                        symbolic.orElseThrow().apply(metadata.mode(), source instanceof LayerEntry.Directory);
                });
    }

    /** For directories that no source has: 0755 or the octal mode without set-id bits. */
    int parentMode() {
        return change.filter(FileAction.ModeChange.Octal.class::isInstance)
                .map(mode -> ((FileAction.ModeChange.Octal) mode).bits() & 0777)
                .orElse(DEFAULT_PARENT_MODE);
    }

    Ids parentOwner() {
        return owner.orElse(Ids.ROOT);
    }

    /** {@code --chown} alone. */
    Optional<Ids> owner() {
        return owner;
    }
}
