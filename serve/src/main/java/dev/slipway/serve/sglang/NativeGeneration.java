package dev.slipway.serve.sglang;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.api.Members;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.LogprobOptions;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.SamplingParams;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.proto.DisaggregatedParams;
import dev.slipway.serve.proto.TextGenerateRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A generation in SGLang's own terms.
 *
 * @param requests one, or one a prompt of a batch
 * @param isBatch whether the answer is a list
 * @param isStreamed whether it is told as it comes
 */
public record NativeGeneration(List<GenerateRequest> requests, boolean isBatch, boolean isStreamed) {
    public NativeGeneration {
        requests = List.copyOf(requests);
    }

    /** Inputs of other kinds of models, refused by name. */
    private static final List<String> REFUSED =
            List.of("image_data", "video_data", "audio_data", "input_embeds", "session_params");

    public static NativeGeneration read(TextGenerateRequest form) {
        GenerateRequest request = new GenerateRequest(
                rid(form.getRid()),
                new Prompt.Text(form.getText()),
                SamplingReader.read(form.getSamplingParams(), OptionalLong.empty()),
                logprobs(
                        form.getReturnLogprob(),
                        form.getTopLogprobsNum(),
                        form.hasLogprobStartLen() ? form.getLogprobStartLen() : -1,
                        form.getReturnTextInLogprobs(),
                        List.of()),
                routing(
                        form.hasLoraPath() ? Optional.of(form.getLoraPath()) : Optional.empty(),
                        form.hasRoutingKey() ? Optional.of(form.getRoutingKey()) : Optional.empty(),
                        form.hasRoutedDpRank() ? OptionalInt.of(form.getRoutedDpRank()) : OptionalInt.empty(),
                        form.hasDisaggregatedParams() ? Optional.of(form.getDisaggregatedParams()) : Optional.empty(),
                        form.getTraceHeadersMap()));
        return new NativeGeneration(List.of(request), false, form.getStream());
    }

    public static NativeGeneration read(dev.slipway.serve.proto.GenerateRequest form) {
        if (form.getInputIdsCount() == 0) {
            throw ServeException.invalid("input_ids: [] (expected: at least one token)");
        }
        notNegative(form.getInputIdsList());
        GenerateRequest request = new GenerateRequest(
                rid(form.getRid()),
                new Prompt.Tokens(form.getInputIdsList()),
                SamplingReader.read(form.getSamplingParams(), OptionalLong.empty()),
                logprobs(
                        form.getReturnLogprob(),
                        form.getTopLogprobsNum(),
                        form.hasLogprobStartLen() ? form.getLogprobStartLen() : -1,
                        false,
                        List.of()),
                routing(
                        form.hasLoraPath() ? Optional.of(form.getLoraPath()) : Optional.empty(),
                        form.hasRoutingKey() ? Optional.of(form.getRoutingKey()) : Optional.empty(),
                        form.hasRoutedDpRank() ? OptionalInt.of(form.getRoutedDpRank()) : OptionalInt.empty(),
                        form.hasDisaggregatedParams() ? Optional.of(form.getDisaggregatedParams()) : Optional.empty(),
                        form.getTraceHeadersMap()));
        return new NativeGeneration(List.of(request), false, form.getStream());
    }

    /** From the body of {@code POST /generate}; {@code traceHeaders} come with the call. */
    public static NativeGeneration read(Members body, Map<String, String> traceHeaders) {
        for (String name : REFUSED) {
            if (body.node(name) != null) {
                throw new ServeException(ServeException.Code.UNIMPLEMENTED, name + ": not supported by this server");
            }
        }
        List<Prompt> prompts = prompts(body);
        boolean isBatch = isBatch(body);
        List<GenerateRequest> requests = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            requests.add(new GenerateRequest(
                    ridOf(body, i, isBatch, traceHeaders),
                    prompts.get(i),
                    samplingOf(body, i, prompts.size()),
                    logprobs(
                            body.flag("return_logprob", false),
                            body.integer("top_logprobs_num").orElse(0),
                            body.integer("logprob_start_len").orElse(-1),
                            body.flag("return_text_in_logprobs", false),
                            askedOf(body, i, prompts.size())),
                    routing(
                            body.text("lora_path"),
                            body.text("routing_key"),
                            body.integer("routed_dp_rank"),
                            disaggregated(body),
                            traceHeaders)));
        }
        return new NativeGeneration(requests, isBatch, body.flag("stream", false));
    }

    private static boolean isBatch(Members body) {
        JsonNode text = body.node("text");
        JsonNode ids = body.node("input_ids");
        return text != null
                ? text.isArray()
                : ids != null && ids.isArray() && ids.path(0).isArray();
    }

    private static List<Prompt> prompts(Members body) {
        JsonNode ids = body.node("input_ids");
        if ((body.node("text") == null) == (ids == null)) {
            throw ServeException.invalid(
                    "text, input_ids: " + (ids == null ? "none" : "both") + " (expected: one of them)");
        }
        List<Prompt> prompts = new ArrayList<>();
        if (ids == null) {
            body.texts("text").forEach(text -> prompts.add(new Prompt.Text(text)));
        } else if (ids.path(0).isArray()) {
            ids.forEach(each -> prompts.add(tokens(each)));
        } else {
            prompts.add(tokens(ids));
        }
        if (prompts.isEmpty()) {
            throw ServeException.invalid("text: [] (expected: at least one text)");
        }
        return prompts;
    }

    private static Prompt tokens(JsonNode node) {
        List<Integer> ids = Members.ids("input_ids", node);
        if (ids.isEmpty()) {
            throw ServeException.invalid("input_ids: [] (expected: at least one token)");
        }
        return new Prompt.Tokens(ids);
    }

    private static SamplingParams samplingOf(Members body, int index, int count) {
        JsonNode node = body.node("sampling_params");
        if (node == null) {
            return SamplingParams.DEFAULT;
        }
        if (!node.isArray()) {
            return SamplingReader.read(body.members("sampling_params").orElseThrow());
        }
        if (node.size() != count) {
            throw ServeException.invalid(
                    "sampling_params: " + node.size() + " of them (expected: one a prompt, " + count + ")");
        }
        if (!(node.get(index) instanceof ObjectNode one)) {
            throw Members.wrong("sampling_params", node.get(index), "an object");
        }
        return SamplingReader.read(new Members(one));
    }

    private static String ridOf(Members body, int index, boolean isBatch, Map<String, String> headers) {
        JsonNode node = body.node("rid");
        if (node == null) {
            String ofCall = headers.getOrDefault("x-request-id", "");
            return rid(isBatch && !ofCall.isBlank() ? ofCall + "_" + index : ofCall);
        }
        if (isBatch && node.isArray()) {
            if (!node.path(index).isTextual()) {
                throw Members.wrong("rid", node, "a text a prompt");
            }
            return rid(node.get(index).textValue());
        }
        String rid = rid(body.text("rid").orElse(""));
        return isBatch ? rid + "_" + index : rid;
    }

    /** The caller's id, or a new one. */
    public static String rid(String given) {
        return given.isBlank() ? UUID.randomUUID().toString().replace("-", "") : given;
    }

    /** {@code token_ids_logprob}: of all prompts, or a list each. */
    private static List<Integer> askedOf(Members body, int index, int count) {
        JsonNode node = body.node("token_ids_logprob");
        if (node == null || !node.path(0).isArray()) {
            return body.ids("token_ids_logprob");
        }
        if (node.size() != count) {
            throw ServeException.invalid(
                    "token_ids_logprob: " + node.size() + " lists (expected: one a prompt, " + count + ")");
        }
        return Members.ids("token_ids_logprob", node.get(index));
    }

    private static LogprobOptions logprobs(boolean wanted, int top, int start, boolean withText, List<Integer> ids) {
        LogprobOptions options = new LogprobOptions(wanted, top, start, withText, ids);
        return wanted ? options : LogprobOptions.NONE;
    }

    private static RequestRouting routing(
            Optional<String> lora,
            Optional<String> key,
            OptionalInt rank,
            Optional<DisaggregatedParams> disaggregated,
            Map<String, String> traceHeaders) {
        return new RequestRouting(
                lora.filter(each -> !each.isEmpty()),
                key,
                rank,
                disaggregated.map(each -> new RequestRouting.Disaggregated(
                        each.getBootstrapHost(), each.getBootstrapPort(), each.getBootstrapRoom())),
                traceHeaders);
    }

    private static Optional<DisaggregatedParams> disaggregated(Members body) {
        return body.text("bootstrap_host")
                .map(host -> DisaggregatedParams.newBuilder()
                        .setBootstrapHost(host)
                        .setBootstrapPort(body.integer("bootstrap_port").orElse(0))
                        .setBootstrapRoom(body.longInteger("bootstrap_room").orElse(0))
                        .build());
    }

    static void notNegative(List<Integer> ids) {
        for (int id : ids) {
            if (id < 0) {
                throw ServeException.invalid("input_ids: " + id + " (expected: token ids, 0 and more)");
            }
        }
    }
}
