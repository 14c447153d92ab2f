package dev.slipway.engine.file;

/** Numbers of a user and a group. */
record Ids(long uid, long gid) {
    static final Ids ROOT = new Ids(0, 0);
}
