package dev.slipway.cli.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Prepared classes do what they did, and have nothing left that the start-up cache does not take. */
class PreparedClassTest {
    private final PreparedClass prepared = new PreparedClass(PreparedClassTest.class.getClassLoader());

    /** With guards, several labels of one case, null, and a switch in a switch. */
    static final class Sample {
        private Sample() {}

        static String kind(@Nullable Object value) {
            return switch (value) {
                case null -> "nothing";
                case String text when text.isEmpty() -> "empty";
                case String text -> "text " + text;
                case Integer number when number > 9 -> "large";
                case Integer ignored -> "small";
                case CharSequence ignored -> "characters";
                case Number number ->
                    switch (number) {
                        case Long wide -> "long " + wide;
                        default -> "number";
                    };
                default -> "other";
            };
        }

        static String strict(Object value) {
            return switch (value) {
                case String ignored -> "text";
                default -> "other";
            };
        }
    }

    @Test
    void patternSwitch_choosesAsBefore() throws Exception {
        Class<?> rewritten = load(prepared.rewrite(bytes(Sample.class)), Sample.class.getName());
        Method kind = rewritten.getDeclaredMethod("kind", Object.class);
        kind.setAccessible(true);
        for (Object value : new Object[] {"", "a", 10, 9, new StringBuilder("b"), 5L, 1.5, 'c', new Object[0]}) {
            assertThat(kind.invoke(null, value)).isEqualTo(Sample.kind(value));
        }
        assertThat(kind.invoke(null, (Object) null)).isEqualTo("nothing");
        Method strict = rewritten.getDeclaredMethod("strict", Object.class);
        strict.setAccessible(true);
        assertThatThrownBy(() -> strict.invoke(null, (Object) null))
                .isInstanceOf(InvocationTargetException.class)
                .hasCauseInstanceOf(NullPointerException.class);
    }

    @Test
    void patternSwitch_needsNoBootstrap() throws Exception {
        assertThat(names(bytes(Sample.class))).contains("java/lang/runtime/SwitchBootstraps");
        assertThat(names(prepared.rewrite(bytes(Sample.class)))).doesNotContain("java/lang/runtime/SwitchBootstraps");
    }

    /** A field of every kind. */
    record Kinds(
            boolean flag,
            byte small,
            short less,
            char letter,
            int number,
            long wide,
            float single,
            double twice,
            @Nullable String text,
            int[] array) {}

    private static final int[] ARRAY = {1};

    private static Object[] values() {
        return new Object[] {true, (byte) 1, (short) 2, 'c', 3, 4L, 5f, 6d, "seven", ARRAY};
    }

    private static Object make(Class<?> type, Object... values) throws ReflectiveOperationException {
        var constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        return constructor.newInstance(values);
    }

    @Test
    void recordsEqualsAndHashCode_areAsBefore() throws Exception {
        Class<?> rewritten = load(prepared.rewrite(bytes(Kinds.class)), Kinds.class.getName());
        Object[] others = {false, (byte) 9, (short) 9, 'x', 9, 9L, Float.NaN, -0.0, null, new int[] {1}};
        Object one = make(rewritten, values());
        assertThat(one)
                .hasSameHashCodeAs(make(Kinds.class, values()))
                .isEqualTo(make(rewritten, values()))
                .isEqualTo(one)
                .isNotEqualTo(null)
                .isNotEqualTo("text");
        for (int i = 0; i < others.length; i++) {
            Object[] changed = values();
            changed[i] = others[i];
            Object other = make(rewritten, changed);
            assertThat(other)
                    .hasSameHashCodeAs(make(Kinds.class, changed))
                    .isEqualTo(make(rewritten, changed))
                    .isNotEqualTo(one);
            assertThat(one).isNotEqualTo(other);
        }
        Object[] zero = values();
        zero[7] = 0.0;
        Object[] negative = values();
        negative[7] = -0.0;
        assertThat(make(rewritten, zero)).isNotEqualTo(make(rewritten, negative));
    }

    @Test
    void recordsEqualsAndHashCode_needNoBootstrap() throws Exception {
        byte[] rewritten = prepared.rewrite(bytes(Kinds.class));
        assertThat(ClassFile.of().parse(rewritten).methods())
                .filteredOn(method -> method.methodName().equalsString("equals")
                        || method.methodName().equalsString("hashCode"))
                .hasSize(2)
                .allSatisfy(method -> assertThat(method.code().orElseThrow().elementList())
                        .noneMatch(InvokeDynamicInstruction.class::isInstance));
    }

    @Test
    void classWithoutEither_staysAsItIs() throws Exception {
        byte[] bytes = bytes(Training.class);
        assertThat(prepared.rewrite(bytes)).isSameAs(bytes);
    }

    @ParameterizedTest
    @ValueSource(classes = {CommandLine.class, CommandLine.Model.OptionSpec.class, CommandLine.Help.class})
    void oldClass_getsStackMaps(Class<?> old) throws Exception {
        assertThat(ClassFile.of().parse(bytes(old)).majorVersion()).isLessThan(50);
        byte[] rewritten = prepared.rewrite(bytes(old));
        assertThat(ClassFile.of().parse(rewritten).majorVersion()).isEqualTo(52);
        assertThat(ClassFile.of().verify(rewritten)).isEmpty();
    }

    private static java.util.List<String> names(byte[] bytes) {
        ClassModel model = ClassFile.of().parse(bytes);
        java.util.List<String> names = new java.util.ArrayList<>();
        model.constantPool().forEach(entry -> {
            if (entry instanceof Utf8Entry text) {
                names.add(text.stringValue());
            }
        });
        return names;
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        String name = "/" + type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no class file of " + type);
            }
            return in.readAllBytes();
        }
    }

    private static Class<?> load(byte[] bytes, String name) throws ClassNotFoundException {
        return new ClassLoader(PreparedClassTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String wanted, boolean resolve) throws ClassNotFoundException {
                return wanted.equals(name)
                        ? defineClass(wanted, bytes, 0, bytes.length)
                        : super.loadClass(wanted, resolve);
            }
        }.loadClass(name);
    }
}
