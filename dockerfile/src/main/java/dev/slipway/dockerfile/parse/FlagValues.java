package dev.slipway.dockerfile.parse;

import dev.slipway.dockerfile.Flag;
import dev.slipway.dockerfile.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The flags of one instruction, checked. */
record FlagValues(List<Flag> flags) {
    FlagValues {
        flags = List.copyOf(flags);
    }

    /** The value of a flag that may stand once; empty when it is absent or its value is empty, which means the same. */
    Optional<Word> get(String name) {
        List<Word> values = all(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }

    /** The non-empty values of a flag in order. */
    List<Word> all(String name) {
        List<Word> values = new ArrayList<>();
        for (Flag flag : flags) {
            if (flag.name().equals(name)) {
                flag.value().filter(value -> !value.text().isEmpty()).ifPresent(values::add);
            }
        }
        return values;
    }
}
