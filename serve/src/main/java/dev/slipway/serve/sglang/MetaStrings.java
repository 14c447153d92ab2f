package dev.slipway.serve.sglang;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** meta_info as the typed form has it: texts as they are, everything else as JSON. */
final class MetaStrings {
    private MetaStrings() {}

    static Map<String, String> of(ObjectNode meta) {
        Map<String, String> strings = new LinkedHashMap<>();
        meta.properties()
                .forEach(entry -> strings.put(
                        entry.getKey(),
                        entry.getValue().isTextual()
                                ? entry.getValue().textValue()
                                : entry.getValue().toString()));
        return strings;
    }
}
