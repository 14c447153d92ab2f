package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.plan.record.CacheOutcome.Change;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepVariablesTest {
    private static List<Change> changes(List<String> before, List<String> after) {
        return StepVariables.decode(StepVariables.of(before).encode()).changesTo(StepVariables.of(after));
    }

    @Test
    void variablesThatComeGoAndChange_areNamedWithTheirValues() {
        assertThat(changes(List.of("A=1", "B=x=y", "GONE=g", "E="), List.of("A=2", "B=x=y", "NEW=n", "E=")))
                .containsExactly(
                        new Change("variable", "A", "1", "2"),
                        new Change("variable", "GONE", "g", ""),
                        new Change("variable", "NEW", "", "n"));
    }

    @Test
    void secretValues_areNeitherKeptNorShown() {
        byte[] memo = StepVariables.of(List.of("NPM_TOKEN=hunter2", "URL=https://me:hunter2@host/x"))
                .encode();
        assertThat(new String(memo, StandardCharsets.UTF_8)).doesNotContain("hunter2");
        assertThat(changes(List.of("NPM_TOKEN=a"), List.of("NPM_TOKEN=b")))
                .containsExactly(new Change("variable", "NPM_TOKEN", "(not shown)", "(not shown)"));
        assertThat(changes(List.of("NPM_TOKEN=a"), List.of("NPM_TOKEN=a"))).isEmpty();
    }
}
