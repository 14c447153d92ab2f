package dev.slipway.serve.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.serve.api.JsonBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class JsonTextTest {
    @Property(tries = 2000)
    void anyText_isReadBackAsItWas(@ForAll String text) throws IOException {
        String whole = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        byte[] json =
                JsonText.between("[1,".getBytes(StandardCharsets.UTF_8), text, ",2]".getBytes(StandardCharsets.UTF_8));
        assertThat(JsonBody.JSON.readTree(json).get(1).textValue()).isEqualTo(whole);
    }

    @Example
    void halfOfASurrogatePair_isAQuestionMark() {
        assertThat(JsonText.quoted("a\ud83d")).isEqualTo("\"a?\"");
        assertThat(JsonText.quoted("\ud83d\ude00\n\"")).isEqualTo("\"\ud83d\ude00\\n\\\"\"");
    }
}
