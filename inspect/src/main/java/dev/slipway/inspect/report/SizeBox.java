package dev.slipway.inspect.report;

import java.util.List;

/**
 * A layer, a directory or a file, for pictures of where the bytes are.
 *
 * @param bytes of the files at and below it
 * @param wastedBytes how much of that is of no use
 */
public record SizeBox(String name, long bytes, long wastedBytes, List<SizeBox> children) {
    public SizeBox {
        children = List.copyOf(children);
    }
}
