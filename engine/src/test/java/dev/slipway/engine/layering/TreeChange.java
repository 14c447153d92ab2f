package dev.slipway.engine.layering;

/** What one layer, or a context, does to a tree. Missing parents are made; later changes win over earlier ones. */
sealed interface TreeChange {
    String path();

    /** Puts an object, whatever was there; a directory on a directory of the same layer keeps what is in it. */
    record Put(String path, Node node) implements TreeChange {}

    /** A further name of a file of the same layer: of {@code target}, or if that is no file of the first one. */
    record Link(String path, String target) implements TreeChange {}

    /** Deletes: a whiteout. */
    record Remove(String path) implements TreeChange {}

    /** A directory that hides what lower layers have in it. */
    record Opaque(String path) implements TreeChange {}

    static TreeChange put(String path, Node node) {
        return new Put(path, node);
    }

    static TreeChange link(String path, String target) {
        return new Link(path, target);
    }

    static TreeChange remove(String path) {
        return new Remove(path);
    }

    static TreeChange opaque(String path) {
        return new Opaque(path);
    }
}
