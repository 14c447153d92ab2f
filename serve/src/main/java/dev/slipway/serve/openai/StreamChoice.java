package dev.slipway.serve.openai;

import dev.slipway.serve.api.Members;
import dev.slipway.serve.engine.ServeException;
import java.util.Optional;

/** Whether an answer comes in chunks, and whether the last one tells the usage. */
record StreamChoice(boolean streamed, boolean includeUsage) {
    static StreamChoice read(Members body, OpenAiSettings settings) {
        boolean streamed = body.flag("stream", false);
        Optional<Members> options = body.members("stream_options");
        if (options.isEmpty()) {
            return new StreamChoice(streamed, settings.streamIncludeUsageByDefault());
        }
        if (!streamed) {
            throw ServeException.invalid("stream_options: an object (expected: absent, as stream is not true)");
        }
        if (options.get().flag("continuous_usage_stats", false)) {
            throw new ServeException(
                    ServeException.Code.UNIMPLEMENTED,
                    "stream_options.continuous_usage_stats: true (expected: false; include_usage tells the usage at the"
                            + " end)");
        }
        return new StreamChoice(true, options.get().flag("include_usage", settings.streamIncludeUsageByDefault()));
    }
}
