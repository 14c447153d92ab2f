package dev.slipway.inspect.tree;

/** What an entry of a layer is. The last two are marks that hide what lower layers have. */
public enum EntryType {
    FILE,
    DIRECTORY,
    SYMLINK,
    HARD_LINK,
    DEVICE,
    FIFO,
    WHITEOUT,
    OPAQUE;

    public boolean isMark() {
        return this == WHITEOUT || this == OPAQUE;
    }
}
