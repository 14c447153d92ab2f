package dev.slipway.image;

/** A blob's bytes are not those that its descriptor promises: wrong digest, too short, or too long. */
public final class BlobException extends ImageException {
    private static final long serialVersionUID = 1L;

    private final transient Digest digest;
    private final long positionBytes;

    /**
     * @param digest of the blob that was wanted
     * @param positionBytes how far it was read
     * @param reason what is wrong and what was expected
     */
    public BlobException(Digest digest, long positionBytes, String reason) {
        super(
                "blob-mismatch",
                "cannot read blob " + digest.algorithm() + ":" + digest.shortHex() + ": " + reason,
                "fetch the image again; what was read of this blob is not used");
        this.digest = digest;
        this.positionBytes = positionBytes;
    }

    public Digest digest() {
        return digest;
    }

    public long positionBytes() {
        return positionBytes;
    }
}
