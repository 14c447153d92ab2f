package dev.slipway.engine.source.git;

/** Addresses in {@code .gitmodules} that begin with {@code ./} or {@code ../} are relative to the parent's. */
final class SubmoduleAddress {
    private SubmoduleAddress() {}

    static String resolve(GitRemote parent, String url) {
        if (!url.startsWith("./") && !url.startsWith("../")) {
            return url;
        }
        String base = parent.uri().toPrivateString();
        while (base.endsWith("/")) {
            base = base.substring(0, base.length() - 1);
        }
        String rest = url;
        while (rest.startsWith("./") || rest.startsWith("../")) {
            boolean up = rest.startsWith("../");
            rest = rest.substring(up ? 3 : 2);
            base = up ? parentOf(base) : base;
        }
        return base + (base.endsWith(":") ? "" : "/") + rest;
    }

    /** {@code host:group/name} to {@code host:group}, {@code host:name} to {@code host:}. */
    private static String parentOf(String base) {
        int slash = base.lastIndexOf('/');
        int colon = base.lastIndexOf(':');
        if (slash > colon && slash > 0 && base.charAt(slash - 1) != '/') {
            return base.substring(0, slash);
        }
        return colon > slash ? base.substring(0, colon + 1) : base;
    }
}
