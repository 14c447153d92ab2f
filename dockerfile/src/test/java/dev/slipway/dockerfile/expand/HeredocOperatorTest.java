package dev.slipway.dockerfile.expand;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeredocOperatorTest {
    @Test
    void operators_areFoundInOrderWithTheirPlaces() {
        assertThat(HeredocOperator.find("RUN a <<A 3<<-'B C' <<\tD > x"))
                .containsExactly(
                        new HeredocOperator("A", 0, true, false, 6, 9),
                        new HeredocOperator("B C", 3, false, true, 10, 19),
                        new HeredocOperator("D", 0, true, false, 20, 24));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN a",
                "RUN <EOF",
                "RUN <<",
                "RUN <<-",
                "RUN <<<EOF",
                "RUN cat<<EOF",
                "RUN '<<EOF'",
                "RUN \"<<EOF\"",
                "RUN \\<<EOF",
                "RUN it's <<EOF",
                "RUN ${x <<EOF",
                "RUN ${x^} <<EOF",
                "RUN <<''",
                "RUN x<<EOF"
            })
    void lineWithoutOperator_hasNone(String line) {
        assertThat(HeredocOperator.find(line)).isEmpty();
    }

    @Test
    void quotedPart_turnsExpansionOff() {
        assertThat(HeredocOperator.find("<<E'O'F")).containsExactly(new HeredocOperator("EOF", 0, false, false, 0, 7));
        assertThat(HeredocOperator.find("<<\"E\"")).containsExactly(new HeredocOperator("E", 0, false, false, 0, 5));
        assertThat(HeredocOperator.find("<<E\\'F")).containsExactly(new HeredocOperator("E'F", 0, true, false, 0, 6));
    }

    @Test
    void variableInTheName_staysAsItIs() {
        assertThat(HeredocOperator.find("<<$A <<${B}"))
                .extracting(HeredocOperator::name)
                .containsExactly("$A", "${B}");
    }

    @Test
    void hugeDescriptor_isCapped() {
        assertThat(HeredocOperator.find("99999999999999999999<<A"))
                .extracting(HeredocOperator::fileDescriptor)
                .containsExactly(Integer.MAX_VALUE);
    }

    @Test
    void wholeText_isAnOperatorOnlyAlone() {
        assertThat(HeredocOperator.parseWhole("<<EOF")).isPresent();
        assertThat(HeredocOperator.parseWhole("<< EOF")).isPresent();
        assertThat(HeredocOperator.parseWhole("<<EOF sh")).isEmpty();
        assertThat(HeredocOperator.parseWhole("<<'EOF")).isEmpty();
    }
}
