package dev.slipway.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Options and parameters as picocli's model. Each hands its value on when the command line is parsed, and hands nothing
 * on when it is not given.
 */
final class Options {
    private Options() {}

    static OptionSpec.Builder text(Consumer<Optional<String>> taker, String... names) {
        Value<String> value = new Value<>(text -> taker.accept(Optional.ofNullable(text)));
        return OptionSpec.builder(names)
                .type(String.class)
                .arity("1")
                .getter(value)
                .setter(value);
    }

    static OptionSpec.Builder number(Consumer<Integer> taker, String... names) {
        return of(Integer.class, taker, names);
    }

    /** One of the constants of an enumeration, in any case. */
    static <E extends Enum<E>> OptionSpec.Builder oneOf(Class<E> type, Consumer<E> taker, String... names) {
        return of(type, taker, names);
    }

    private static <V> OptionSpec.Builder of(Class<V> type, Consumer<V> taker, String... names) {
        Value<V> value = new Value<>(given -> {
            if (given != null) {
                taker.accept(given);
            }
        });
        return OptionSpec.builder(names).type(type).arity("1").getter(value).setter(value);
    }

    /** May be given several times. */
    static OptionSpec.Builder list(Consumer<List<String>> taker, String... names) {
        Value<List<String>> value = new Value<>(texts -> taker.accept(texts == null ? List.of() : texts));
        return OptionSpec.builder(names)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .getter(value)
                .setter(value);
    }

    static OptionSpec.Builder flag(Consumer<Boolean> taker, String... names) {
        Value<Boolean> value = new Value<>(given -> taker.accept(given != null && given));
        return OptionSpec.builder(names).type(boolean.class).getter(value).setter(value);
    }

    /** The parameter at a place, from 0 on; it may be left out unless its arity says otherwise. */
    static PositionalParamSpec.Builder parameter(Consumer<Optional<String>> taker, int place) {
        Value<String> value = new Value<>(text -> taker.accept(Optional.ofNullable(text)));
        return PositionalParamSpec.builder()
                .index(Integer.toString(place))
                .type(String.class)
                .arity("0..1")
                .getter(value)
                .setter(value);
    }

    /** All parameters. */
    static PositionalParamSpec.Builder parameters(Consumer<List<String>> taker) {
        Value<List<String>> value = new Value<>(texts -> taker.accept(texts == null ? List.of() : texts));
        return PositionalParamSpec.builder()
                .index("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .getter(value)
                .setter(value);
    }

    /** Holds what picocli puts together, a list for example, and hands it on at each change. */
    private static final class Value<V> implements IGetter, ISetter {
        private final Consumer<@Nullable V> taker;
        private @Nullable Object held;

        Value(Consumer<@Nullable V> taker) {
            this.taker = taker;
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // picocli's signature
        public <T> @Nullable T get() {
            return (T) held;
        }

        @Override
        @SuppressWarnings("unchecked") // of the type that the model says
        public <T> @Nullable T set(@Nullable T next) {
            Object before = held;
            held = next;
            taker.accept((V) next);
            return (T) before;
        }
    }
}
