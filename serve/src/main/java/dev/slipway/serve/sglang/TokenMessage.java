package dev.slipway.serve.sglang;

import com.google.protobuf.CodedOutputStream;
import dev.slipway.serve.proto.TextGenerateResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The message that tells a choice's next token, one a token: written without the maps and builders of protobuf's classes,
 * as everything but field 1 and the count of tokens was there before. The bytes are the same as theirs.
 */
final class TokenMessage {
    private static final String COUNT = "completion_tokens";
    /** The entry's tag and length, the key with tag and length, the value's tag and length. */
    private static final int COUNT_OVERHEAD = 2 + 2 + COUNT.length() + 2;

    private final TypedForm form;
    /** The entries of meta_info before the count, and after it. */
    private final byte[] before;

    private final byte[] after;

    /** @param meta the choice's meta_info, in order; all its messages have the same but for the count */
    TokenMessage(TypedForm form, Map<String, String> meta) {
        this.form = form;
        Map<String, String> first = new LinkedHashMap<>();
        Map<String, String> last = new LinkedHashMap<>();
        boolean isCounted = false;
        for (Map.Entry<String, String> each : meta.entrySet()) {
            if (each.getKey().equals(COUNT)) {
                isCounted = true;
            } else {
                (isCounted ? last : first).put(each.getKey(), each.getValue());
            }
        }
        this.before = entries(first);
        this.after = entries(last);
    }

    private static byte[] entries(Map<String, String> meta) {
        return TextGenerateResponse.newBuilder().putAllMetaInfo(meta).build().toByteArray();
    }

    byte[] of(ChoiceProgress choice) {
        String count = Integer.toString(choice.completion());
        byte[] message = new byte[form.size(choice) + before.length + COUNT_OVERHEAD + count.length() + after.length];
        CodedOutputStream to = CodedOutputStream.newInstance(message);
        try {
            form.write(choice, to);
            to.writeRawBytes(before);
            to.writeTag(2, 2);
            to.writeUInt32NoTag(COUNT_OVERHEAD - 2 + count.length());
            to.writeString(1, COUNT);
            to.writeString(2, count);
            to.writeRawBytes(after);
        } catch (IOException e) {
            throw new IllegalStateException("a message longer than its size", e);
        }
        to.checkNoSpaceLeft();
        return message;
    }
}
