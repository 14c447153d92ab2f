package dev.slipway.serve.sglang;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.serve.api.JsonBody;
import dev.slipway.serve.api.Members;
import dev.slipway.serve.engine.SamplingParams;
import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.proto.SamplingParams.Builder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Sampling parameters from either form. Real numbers are taken as 32-bit floats in both, as the typed form has no
 * others: the same request is then the same on both protocols.
 */
final class SamplingReader {
    /** Parameters of SGLang's that nobody behind this server can honour, refused by name when they say something. */
    private static final List<String> REFUSED = List.of("ebnf", "structural_tag", "logit_bias", "custom_params");

    private SamplingReader() {}

    static SamplingParams read(Members members) {
        REFUSED.forEach(name -> refuse(members, name));
        refuseUnless(members, "skip_special_tokens", true);
        refuseUnless(members, "no_stop_trim", false);
        Builder form = dev.slipway.serve.proto.SamplingParams.newBuilder();
        members.number("temperature").ifPresent(value -> form.setTemperature((float) value));
        members.number("top_p").ifPresent(value -> form.setTopP((float) value));
        members.integer("top_k").ifPresent(form::setTopK);
        members.number("min_p").ifPresent(value -> form.setMinP((float) value));
        members.number("frequency_penalty").ifPresent(value -> form.setFrequencyPenalty((float) value));
        members.number("presence_penalty").ifPresent(value -> form.setPresencePenalty((float) value));
        members.number("repetition_penalty").ifPresent(value -> form.setRepetitionPenalty((float) value));
        members.integer("max_new_tokens").ifPresent(form::setMaxNewTokens);
        members.integer("min_new_tokens").ifPresent(form::setMinNewTokens);
        form.addAllStop(members.texts("stop"));
        form.addAllStopTokenIds(members.ids("stop_token_ids"));
        form.setIgnoreEos(members.flag("ignore_eos", false));
        members.integer("n").ifPresent(form::setN);
        schema(members).ifPresent(form::setJsonSchema);
        members.text("regex").ifPresent(form::setRegex);
        OptionalLong seed = members.longInteger("sampling_seed");
        return read(form.build(), seed.isPresent() ? seed : members.longInteger("seed"));
    }

    /** The schema is a text or, more conveniently, the schema itself. */
    private static Optional<String> schema(Members members) {
        JsonNode node = members.node("json_schema");
        return node != null && node.isObject() ? Optional.of(node.toString()) : members.text("json_schema");
    }

    private static void refuse(Members members, String name) {
        JsonNode node = members.node(name);
        if (node != null && (node.isValueNode() || !node.isEmpty())) {
            throw new ServeException(ServeException.Code.UNIMPLEMENTED, name + ": not supported by this server");
        }
    }

    private static void refuseUnless(Members members, String name, boolean supported) {
        if (members.flag(name, supported) != supported) {
            throw new ServeException(
                    ServeException.Code.UNIMPLEMENTED, name + ": " + !supported + " is not supported by this server");
        }
    }

    static SamplingParams read(dev.slipway.serve.proto.SamplingParams form, OptionalLong seed) {
        SamplingParams.Choice choice = new SamplingParams.Choice(
                form.hasTemperature() ? form.getTemperature() : SamplingParams.Choice.DEFAULT.temperature(),
                form.hasTopP() ? form.getTopP() : SamplingParams.Choice.DEFAULT.topP(),
                form.hasTopK() ? form.getTopK() : SamplingParams.Choice.DEFAULT.topK(),
                form.hasMinP() ? form.getMinP() : SamplingParams.Choice.DEFAULT.minP());
        SamplingParams.Penalties penalties = new SamplingParams.Penalties(
                form.getFrequencyPenalty(),
                form.getPresencePenalty(),
                form.hasRepetitionPenalty() ? form.getRepetitionPenalty() : 1);
        SamplingParams.Ending ending = new SamplingParams.Ending(
                form.hasMaxNewTokens()
                        ? form.getMaxNewTokens()
                        : Math.max(form.getMinNewTokens(), SamplingParams.Ending.DEFAULT.maxNewTokens()),
                form.getMinNewTokens(),
                form.getStopList(),
                form.getStopTokenIdsList(),
                form.getIgnoreEos());
        return new SamplingParams(choice, penalties, ending, form.hasN() ? form.getN() : 1, constraint(form), seed);
    }

    private static Optional<SamplingParams.Constraint> constraint(dev.slipway.serve.proto.SamplingParams form) {
        if (form.hasJsonSchema() && form.hasRegex()) {
            throw ServeException.invalid("json_schema and regex: both (expected: one of them)");
        }
        if (form.hasJsonSchema()) {
            JsonBody.read(form.getJsonSchemaBytes().toByteArray());
            return Optional.of(new SamplingParams.Constraint.JsonSchema(form.getJsonSchema()));
        }
        return form.hasRegex() ? Optional.of(new SamplingParams.Constraint.Regex(form.getRegex())) : Optional.empty();
    }
}
