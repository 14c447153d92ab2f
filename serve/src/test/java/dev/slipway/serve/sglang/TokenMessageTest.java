package dev.slipway.serve.sglang;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.LogprobOptions;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.SamplingParams;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenMessageTest {
    private static final List<String> TEXTS = List.of("", "a", " é", "世界 \"\\\n", "x".repeat(200), "\uD83D\uDE00");

    @ParameterizedTest
    @EnumSource(TypedForm.class)
    void bytes_areThoseOfProtobufsOwnClasses(TypedForm form) {
        for (boolean incremental : List.of(true, false)) {
            GenerationProgress progress = new GenerationProgress(generation(2), "v1", incremental);
            for (int i = 0; i < 300; i++) {
                int index = i % 2;
                List<Integer> ids = i % 5 == 0 ? List.of() : List.of(i, i * 1000);
                progress.add(new GenerationEvent.Tokens(index, ids, TEXTS.get(i % TEXTS.size()), List.of()));
                assertThat(progress.message(index, form))
                        .isEqualTo(form.message(progress.choice(index), progress.metaStrings(index))
                                .toByteArray());
            }
        }
    }

    private static NativeGeneration generation(int choices) {
        SamplingParams sampling = new SamplingParams(
                SamplingParams.Choice.DEFAULT,
                SamplingParams.Penalties.NONE,
                SamplingParams.Ending.DEFAULT,
                choices,
                Optional.empty(),
                OptionalLong.empty());
        GenerateRequest request = new GenerateRequest(
                "an id with é", new Prompt.Text("x"), sampling, LogprobOptions.NONE, RequestRouting.NONE);
        return new NativeGeneration(List.of(request), false, true);
    }
}
