package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TableTest {
    private static Table table() {
        Table table = new Table("NAME", "SIZE", "WHAT");
        table.row("a", "1B", "short");
        table.row("longer", "100B", "a rather long description");
        return table;
    }

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        assertThat(table().render(0))
                .containsExactly(
                        "NAME     SIZE   WHAT", "a        1B     short", "longer   100B   a rather long description");
    }

    @Test
    void lastColumnIsCutToTheTerminal() {
        assertThat(table().render(24)).last().isEqualTo("longer   100B   a rathe…");
    }

    @Test
    void wrongNumberOfCells_isRefused() {
        Table table = new Table("A", "B");
        assertThatThrownBy(() -> table.row("only one")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void times_areInTheLargestUnitThatFits() {
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        assertThat(Times.ago(now.minusSeconds(30), now)).isEqualTo("30 seconds ago");
        assertThat(Times.ago(now.minusSeconds(90), now)).isEqualTo("1 minute ago");
        assertThat(Times.ago(now.minus(Duration.ofDays(3)), now)).isEqualTo("3 days ago");
        assertThat(Times.ago(now.minus(Duration.ofDays(800)), now)).isEqualTo("2 years ago");
        assertThat(Times.span(Duration.ofMillis(1234))).isEqualTo("1.2s");
        assertThat(Times.span(Duration.ofSeconds(125))).isEqualTo("2m05s");
    }
}
