package dev.slipway.plan.graph;

/**
 * Which entries of a context a build does not see: the ignore file as a predicate, so that drivers need not know its
 * syntax. Paths are relative, {@code a/b}, in {@code FileNames} encoding.
 */
public interface Exclusions {
    Exclusions NONE = new Exclusions() {
        @Override
        public boolean excludes(String path) {
            return false;
        }

        @Override
        public boolean excludesAllBelow(String directory) {
            return false;
        }

        @Override
        public String canonical() {
            return "";
        }
    };

    boolean excludes(String path);

    /** True only when no entry below the directory can be wanted, so that it need not be entered. */
    boolean excludesAllBelow(String directory);

    /** A text that is equal for equal rules. */
    String canonical();
}
