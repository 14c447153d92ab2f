package dev.slipway.serve.dispatch;

import dev.slipway.serve.engine.ServeException;
import java.util.Locale;

/** What a pause does with the requests that run; those that wait go on waiting, as do new ones. SGLang's names. */
public enum PauseMode {
    /** They end. */
    ABORT,
    /** They give up their slots and are continued later from the tokens they have. */
    RETRACT,
    /** They keep their slots and stand still. */
    IN_PLACE;

    /** The mode of a name, empty for {@link #ABORT}. */
    public static PauseMode of(String name) {
        if (name.isEmpty()) {
            return ABORT;
        }
        for (PauseMode mode : values()) {
            if (mode.toString().equals(name)) {
                return mode;
            }
        }
        throw ServeException.invalid("mode: \"" + name + "\" (expected: abort, retract or in_place)");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
