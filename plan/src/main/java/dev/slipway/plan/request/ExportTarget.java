package dev.slipway.plan.request;

import java.nio.file.Path;
import java.util.Optional;

/** Where a build's result goes ({@code -o type=…}). */
public sealed interface ExportTarget {
    /**
     * Reads the value of {@code -o}: {@code type=oci,dest=image.tar,compression=zstd}, a path (files into that
     * directory), or {@code -} (a tar of the files to standard output).
     *
     * @param workingDirectory what relative paths are relative to
     * @throws dev.slipway.plan.PlanException when it cannot be read, or asks for what this version does not do
     */
    static ExportTarget parse(String text, Path workingDirectory) {
        return new ExportTargetParser(text, workingDirectory).parse();
    }

    /** {@code type=image}: into the local image store under the request's tags. */
    record ToStore(ImageOptions options) implements ExportTarget {}

    /**
     * {@code type=registry}: pushed to the registries that its names say.
     *
     * @param store whether it enters the local image store too ({@code type=image,push=true})
     */
    record ToRegistry(ImageOptions options, boolean store) implements ExportTarget {}

    /**
     * {@code type=oci}: an OCI layout.
     *
     * @param tar true for one tar file, the default of {@code type=oci}; false for a directory ({@code tar=false})
     */
    record ToLayout(Destination destination, boolean tar, ImageOptions options) implements ExportTarget {}

    /** {@code type=docker}: a tar that {@code docker load} reads. */
    record ToDockerArchive(Destination destination, ImageOptions options) implements ExportTarget {}

    /** {@code type=local}: the root file system as files; several platforms get a directory each. */
    record ToDirectory(Path directory) implements ExportTarget {}

    /** {@code type=tar}: the root file system as one tar. */
    record ToTar(Destination destination) implements ExportTarget {}

    /** A file, or standard output ({@code dest=-}). */
    sealed interface Destination {
        record ToFile(Path path) implements Destination {}

        record ToStandardOutput() implements Destination {}
    }

    /**
     * How an image's blobs and manifest are written.
     *
     * @param compression what new layers are compressed with; base layers keep theirs unless {@code forceCompression}
     * @param level empty for the default of the compression
     * @param rewriteTimestamps layer entries newer than SOURCE_DATE_EPOCH are set to it
     * @param names {@code name=} overriding the request's tags; empty to use these
     * @param ociMediaTypes false for Docker's media types ({@code oci-mediatypes=false})
     */
    record ImageOptions(
            dev.slipway.image.Compression compression,
            Optional<Integer> level,
            boolean forceCompression,
            boolean rewriteTimestamps,
            java.util.List<String> names,
            boolean ociMediaTypes) {
        public ImageOptions {
            names = java.util.List.copyOf(names);
        }
    }
}
