package dev.slipway.serve.upstream;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which API an upstream speaks, and, of OpenAI's, which server's extensions. */
public enum DialectChoice {
    /** Found out at the start: SGLang's {@code /get_model_info}, else {@code owned_by} in {@code /v1/models}. */
    AUTO,
    SGLANG,
    VLLM,
    LLAMACPP,
    TENSORRT_LLM,
    /** OpenAI's own parameters and no others; what else a request asks for is refused by name. */
    OPENAI;

    /** The name on a command line: lower case, with hyphens. */
    public String flag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The dialect of that name, if it is one. */
    public static Optional<DialectChoice> named(String flag) {
        return Arrays.stream(values()).filter(each -> each.flag().equals(flag)).findFirst();
    }

    /** All names, for messages. */
    public static String names() {
        return Arrays.stream(values()).map(DialectChoice::flag).collect(Collectors.joining(", "));
    }
}
