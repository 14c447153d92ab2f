package dev.slipway.serve.openai;

import dev.slipway.serve.api.JsonBody;
import dev.slipway.serve.engine.GenerationEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** What the chunks of one answer have in common, as bytes that are made once. */
final class ChunkFrame {
    private final String head;
    private final boolean includeUsage;
    private final UsageSum usage;
    private final String tail;

    /**
     * @param includeUsage whether a chunk with the usage comes last; the others then say {@code "usage": null}
     * @param choicesPerPrompt for the usage
     */
    ChunkFrame(AnswerHead head, boolean includeUsage, int choicesPerPrompt) {
        this.head = head.json() + "\"choices\":[";
        this.includeUsage = includeUsage;
        this.usage = new UsageSum(choicesPerPrompt);
        this.tail = includeUsage ? "}],\"usage\":null}" : "}]}";
    }

    /** From a chunk's begin to the end of {@code index}, then {@code members}. */
    byte[] open(int index, String members) {
        return JsonText.ascii(head + "{\"index\":" + index + "," + members);
    }

    /** {@code members}, then the rest of a chunk of a choice that goes on. */
    byte[] close(String members) {
        return JsonText.ascii(members + ",\"finish_reason\":null,\"matched_stop\":null" + tail);
    }

    /** A choice's last chunk. */
    byte[] finish(GenerationEvent.Finished finished, String members) {
        usage.add(finished);
        Finish finish = Finish.of(finished.reason());
        return open(
                finished.index(),
                members + ",\"logprobs\":null,\"finish_reason\":\"" + finish.reason() + "\",\"matched_stop\":"
                        + finish.matchedStop() + tail);
    }

    void end(Collection<byte[]> to) {
        if (includeUsage) {
            String json = new String(JsonBody.write(usage.json()), StandardCharsets.UTF_8);
            to.add(JsonText.ascii(head + "],\"usage\":" + json + "}"));
        }
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(512);
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
