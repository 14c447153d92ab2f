package dev.slipway.serve.tinymodel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a GGUF version 3 file: magic, counts, metadata, tensor descriptions, then the tensors' bytes, each aligned to 32.
 *
 * <p>Metadata values are {@code Integer} (uint32), {@code Float}, {@code Boolean}, {@code String}, {@code int[]} (array of int32), {@code float[]}
 * and {@code List<String>}. Tensors are matrices of 32-bit floats, row by row. Source: ggml, docs/gguf.md.
 */
public final class GgufWriter {
    private static final int ALIGNMENT = 32;
    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int FLOAT32 = 6;
    private static final int BOOL = 7;
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final List<Tensor> tensors = new ArrayList<>();

    /** @param rows 0 for a vector */
    private record Tensor(String name, int rows, int columns, float[] values) {}

    public GgufWriter put(String key, Object value) {
        metadata.put(key, value);
        return this;
    }

    /** What was put. */
    public Object get(String key) {
        return metadata.get(key);
    }

    public GgufWriter vector(String name, float[] values) {
        tensors.add(new Tensor(name, 0, values.length, values));
        return this;
    }

    /** @param values {@code rows} x {@code values.length / rows} */
    public GgufWriter matrix(String name, int rows, float[] values) {
        tensors.add(new Tensor(name, rows, values.length / rows, values));
        return this;
    }

    public void write(Path file) throws IOException {
        Files.write(file, bytes());
    }

    public byte[] bytes() {
        Bytes out = new Bytes();
        out.write("GGUF".getBytes(StandardCharsets.US_ASCII), 0, 4);
        out.int32(3).int64(tensors.size()).int64(metadata.size());
        metadata.forEach((key, value) -> {
            out.string(key);
            value(out, value);
        });
        long offset = 0;
        for (Tensor tensor : tensors) {
            describe(out, tensor, offset);
            offset += aligned(tensor.values().length * 4L);
        }
        out.pad();
        for (Tensor tensor : tensors) {
            for (float value : tensor.values()) {
                out.int32(Float.floatToRawIntBits(value));
            }
            out.pad();
        }
        return out.toByteArray();
    }

    private static void describe(Bytes out, Tensor tensor, long offset) {
        out.string(tensor.name()).int32(tensor.rows() == 0 ? 1 : 2).int64(tensor.columns());
        if (tensor.rows() > 0) {
            out.int64(tensor.rows());
        }
        out.int32(0).int64(offset);
    }

    private static void value(Bytes out, Object value) {
        switch (value) {
            case Integer number -> out.int32(UINT32).int32(number);
            case Float number -> out.int32(FLOAT32).int32(Float.floatToRawIntBits(number));
            case Boolean flag -> {
                out.int32(BOOL);
                out.write(flag ? 1 : 0);
            }
            case String text -> out.int32(STRING).string(text);
            case float[] numbers -> {
                out.int32(ARRAY).int32(FLOAT32).int64(numbers.length);
                for (float number : numbers) {
                    out.int32(Float.floatToRawIntBits(number));
                }
            }
            case int[] numbers -> {
                out.int32(ARRAY).int32(INT32).int64(numbers.length);
                for (int number : numbers) {
                    out.int32(number);
                }
            }
            case List<?> texts -> {
                out.int32(ARRAY).int32(STRING).int64(texts.size());
                texts.forEach(text -> out.string((String) text));
            }
            default ->
                throw new IllegalArgumentException("value: " + value.getClass() + " (expected: a metadata type)");
        }
    }

    private static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static final class Bytes extends ByteArrayOutputStream {
        private Bytes int32(int value) {
            write(
                    ByteBuffer.allocate(4)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(value)
                            .array(),
                    0,
                    4);
            return this;
        }

        private Bytes int64(long value) {
            write(
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(value)
                            .array(),
                    0,
                    8);
            return this;
        }

        private Bytes string(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            int64(utf8.length);
            write(utf8, 0, utf8.length);
            return this;
        }

        private void pad() {
            while (size() % ALIGNMENT != 0) {
                write(0);
            }
        }
    }
}
