package dev.slipway.serve.stream;

import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a protocol tells an answer in pieces. Holds no state of an answer. */
public interface Framing {
    /** Those of a response whose first piece is there. */
    ResponseHeaders headers();

    /** How many bytes a piece takes besides its own. */
    int overhead();

    /** Writes a piece with what belongs around it; the index after it. */
    int put(byte[] piece, byte[] to, int at);

    /** What comes after the last piece, {@code failure} being what ended a response that had begun, null for none. */
    End end(@Nullable Throwable failure);

    /**
     * An answer's end.
     *
     * @param pieces to be told still
     * @param trailers the HTTP trailers, empty for none
     */
    record End(List<byte[]> pieces, HttpHeaders trailers) {
        public End {
            pieces = List.copyOf(pieces);
        }
    }
}
