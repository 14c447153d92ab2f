package dev.slipway.engine.sandbox.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.engine.sandbox.bundle.SeccompProfile.Architecture;
import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class SeccompProfileTest {
    @Test
    void everyName_isASystemCall() throws IOException {
        assertThat(SeccompProfile.allowed(Architecture.AMD64))
                .hasSizeGreaterThan(360)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9_]+"))
                .contains("openat2", "ptrace", "chroot", "arch_prctl")
                .doesNotContain("mount", "unshare", "clone", "clone3", "keyctl", "bpf", "socket", "set_tls");
        assertThat(SeccompProfile.allowed(Architecture.ARM64))
                .contains("set_tls")
                .doesNotContain("arch_prctl");
    }

    @Test
    void conditions_readTheRightArgument() throws IOException {
        assertThat(flagsArgument(Architecture.AMD64)).isZero();
        assertThat(flagsArgument(Architecture.S390X)).isEqualTo(1);
    }

    private static int flagsArgument(Architecture architecture) throws IOException {
        for (JsonNode rule : written(architecture).get("syscalls")) {
            if (rule.get("names").get(0).asText().equals("clone")) {
                return rule.get("args").get(0).get("index").asInt();
            }
        }
        throw new AssertionError("no rule of clone");
    }

    @Test
    void cloneThree_isAsIfTheKernelHadNone() throws IOException {
        JsonNode rules = written(Architecture.AMD64).get("syscalls");
        JsonNode last = rules.get(rules.size() - 1);
        assertThat(last.get("names").get(0).asText()).isEqualTo("clone3");
        assertThat(last.get("errnoRet").asInt()).isEqualTo(38);
    }

    @Test
    void unknownArchitecture_isRefused() {
        assertThatThrownBy(() -> Architecture.of("pdp11")).hasMessageContaining("pdp11");
    }

    private static JsonNode written(Architecture architecture) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonMapper().createGenerator(text)) {
            SeccompProfile.write(json, architecture);
        }
        return new JsonMapper().readTree(text.toString());
    }
}
