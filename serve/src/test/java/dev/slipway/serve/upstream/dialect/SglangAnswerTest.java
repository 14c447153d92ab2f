package dev.slipway.serve.upstream.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.serve.engine.FinishReason;
import dev.slipway.serve.engine.GenerateRequest;
import dev.slipway.serve.engine.GenerationEvent;
import dev.slipway.serve.engine.LogprobOptions;
import dev.slipway.serve.engine.Prompt;
import dev.slipway.serve.engine.RequestRouting;
import dev.slipway.serve.engine.SamplingParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Whether pieces repeat or not, and whatever they end in, a reader is told the same answer. */
class SglangAnswerTest {
    @Property(tries = 400)
    void bothForms_tellTheSameAnswer(
            @ForAll @Size(min = 1, max = 12)
                    List<@CharRange(from = 'a', to = 'c') @StringLength(max = 3) String> tokens,
            @ForAll @Size(max = 12) List<@IntRange(min = 1, max = 3) Integer> groups,
            @ForAll boolean serverTells,
            @ForAll boolean overlapping) {
        String stopText = overlapping ? "aab" : "abc";
        String all = String.join("", tokens);
        int stop = all.indexOf(stopText);
        Generated made = Generated.of(tokens, stop, stopText);
        String expected = stop < 0 ? all : all.substring(0, stop);
        for (boolean deltas : List.of(true, false)) {
            Optional<Boolean> word = serverTells ? Optional.of(deltas) : Optional.empty();
            List<GenerationEvent> events = read(made, groups, deltas, word, expected);
            StringBuilder text = new StringBuilder();
            List<Integer> ids = new ArrayList<>();
            events.forEach(event -> {
                if (event instanceof GenerationEvent.Tokens told) {
                    text.append(told.text());
                    ids.addAll(told.ids());
                }
            });
            if (deltas && made.stopped()) {
                // An empty last delta does not tell where the stop began: what may be its beginning is left out.
                assertThat(expected).startsWith(text);
                assertThat(stopText).startsWith(expected.substring(text.length()));
            } else {
                assertThat(text.toString()).as("deltas: %s", deltas).isEqualTo(expected);
            }
            assertThat(ids).hasSize(made.texts().size());
            assertThat(events.getLast()).isInstanceOf(GenerationEvent.Finished.class);
        }
    }

    /** The tokens up to the one that completes the stop. */
    private record Generated(List<String> texts, String stop, boolean stopped) {
        static Generated of(List<String> tokens, int stop, String stopText) {
            if (stop < 0) {
                return new Generated(tokens, stopText, false);
            }
            int length = 0;
            int count = 0;
            while (length < stop + stopText.length()) {
                length += tokens.get(count++).length();
            }
            return new Generated(tokens.subList(0, count), stopText, true);
        }
    }

    /** As SGLang does it: text is cut before the stop when it ended; of deltas, what was sent stays sent. */
    private static List<GenerationEvent> read(
            Generated made, List<Integer> groups, boolean deltas, Optional<Boolean> word, String whole) {
        var answer = new SglangAnswer("http://stub", stoppedBy(made.stop()), word);
        List<GenerationEvent> events = new ArrayList<>();
        int done = 0;
        int group = 0;
        int sent = 0;
        while (done < made.texts().size()) {
            int from = done;
            done = Math.min(made.texts().size(), done + (groups.isEmpty() ? 1 : groups.get(group++ % groups.size())));
            boolean last = done == made.texts().size();
            String text = last ? whole : String.join("", made.texts().subList(0, done));
            ObjectNode piece = Json.object();
            piece.put("text", deltas ? text.substring(Math.min(sent, text.length())) : text);
            sent = Math.max(sent, text.length());
            var ids = piece.putArray("output_ids");
            for (int i = deltas ? from : 0; i < done; i++) {
                ids.add(i);
            }
            ObjectNode meta =
                    piece.putObject("meta_info").put("completion_tokens", done).put("prompt_tokens", 1);
            if (last && made.stopped()) {
                meta.putObject("finish_reason").put("type", "stop").put("matched", made.stop());
            } else if (last) {
                meta.putObject("finish_reason").put("type", "length").put("length", done);
            }
            answer.read(piece, events::add);
        }
        assertThat(answer.end(events::add)).isTrue();
        assertThat(events.getLast())
                .isInstanceOfSatisfying(
                        GenerationEvent.Finished.class,
                        end -> assertThat(end.reason())
                                .isEqualTo(
                                        made.stopped()
                                                ? new FinishReason.StopText(made.stop())
                                                : new FinishReason.Length(done(made))));
        return events;
    }

    private static GenerateRequest stoppedBy(String stop) {
        return new GenerateRequest(
                "r",
                new Prompt.Text("x"),
                SamplingParams.DEFAULT.withEnding(new SamplingParams.Ending(128, 0, List.of(stop), List.of(), false)),
                LogprobOptions.NONE,
                RequestRouting.NONE);
    }

    private static int done(Generated made) {
        return made.texts().size();
    }
}
