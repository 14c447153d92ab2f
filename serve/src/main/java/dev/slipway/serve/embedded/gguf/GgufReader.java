package dev.slipway.serve.embedded.gguf;

import dev.slipway.serve.embedded.gguf.GgufFile.ArrayShape;
import dev.slipway.serve.embedded.gguf.GgufFile.Tensor;
import dev.slipway.serve.engine.ServeException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a GGUF file's head, believing nothing: every length is checked against the file before it is used. */
final class GgufReader {
    private static final int MAGIC = 0x46554747;
    private static final long MOST_ENTRIES = 1 << 16;
    private static final long LONGEST_KEY = 1 << 16;
    private static final long LONGEST_TEXT = 1 << 24;
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    /** Bytes of GGUF's value types 0 to 12; 0 for strings and arrays. */
    private static final int[] WIDTHS = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

    private final Path path;
    private final FileBytes bytes;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Double> numbers = new HashMap<>();
    private final Map<String, ArrayShape> arrays = new HashMap<>();

    private GgufReader(Path path, FileBytes bytes) {
        this.path = path;
        this.bytes = bytes;
    }

    static GgufFile read(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return new GgufReader(path, new FileBytes(channel)).read();
        } catch (NoSuchFileException e) {
            throw new ServeException(
                    ServeException.Code.NOT_FOUND,
                    "cannot load model: " + path + ": no such file (expected: a GGUF file)",
                    e);
        } catch (DamagedFileException e) {
            throw refusal(path, e.getMessage());
        } catch (IOException e) {
            throw new ServeException(
                    ServeException.Code.FAILED_PRECONDITION,
                    "cannot read model: " + path + ": " + e.getMessage() + " (expected: a readable file)",
                    e);
        }
    }

    private GgufFile read() throws IOException {
        if (bytes.size() < 24 || bytes.int32() != MAGIC) {
            throw refusal(
                    path,
                    "it does not begin with \"GGUF\" (expected: a model in GGUF format; convert others with llama.cpp's convert_hf_to_gguf.py)");
        }
        int version = bytes.int32();
        if (version != 2 && version != 3) {
            throw refusal(path, "GGUF version " + version + " (expected: 2 or 3, little-endian)");
        }
        long tensorCount = count("tensors", bytes.int64());
        long entries = count("metadata entries", bytes.int64());
        for (long i = 0; i < entries; i++) {
            entry();
        }
        return new GgufFile(path, bytes.size(), texts, numbers, arrays, tensors(tensorCount));
    }

    private void entry() throws IOException {
        String key = bytes.text(LONGEST_KEY);
        int type = bytes.int32();
        if (texts.containsKey(key) || numbers.containsKey(key) || arrays.containsKey(key)) {
            throw new DamagedFileException("metadata " + GgufFile.shown(key) + " is there twice (expected: once)");
        }
        switch (type) {
            case STRING -> texts.put(key, bytes.text(LONGEST_TEXT));
            case ARRAY -> arrays.put(key, array(key));
            default -> {
                if (type < 0 || type >= WIDTHS.length) {
                    throw new DamagedFileException(
                            "metadata " + GgufFile.shown(key) + " has type " + type + " (expected: 0 to 12)");
                }
                numbers.put(key, bytes.number(type, WIDTHS[type]));
                if (key.equals("general.alignment") && type != 4) {
                    throw new DamagedFileException("general.alignment has type " + type + " (expected: 4, uint32)");
                }
            }
        }
    }

    private ArrayShape array(String key) throws IOException {
        int kind = bytes.int32();
        long length = bytes.int64();
        if (kind < 0 || kind >= WIDTHS.length || kind == ARRAY) {
            throw new DamagedFileException("metadata " + GgufFile.shown(key) + " is an array of type " + kind
                    + " (expected: numbers or texts)");
        }
        if (length < 0 || length > bytes.left()) {
            throw new DamagedFileException("metadata " + GgufFile.shown(key) + " has " + length
                    + " elements (expected: as many as the file holds)");
        }
        if (kind == STRING) {
            texts(key, length);
        } else {
            bytes.skip(Math.multiplyExact(length, (long) WIDTHS[kind]));
        }
        return new ArrayShape(kind, length);
    }

    /** The runtime counts on every token being there once. */
    private void texts(String key, long length) throws IOException {
        boolean unique = key.equals("tokenizer.ggml.tokens");
        Set<String> seen = new HashSet<>();
        int byteTokens = 0;
        for (long i = 0; i < length; i++) {
            if (!unique) {
                bytes.skip(bytes.length(LONGEST_TEXT));
                continue;
            }
            String token = bytes.text(LONGEST_TEXT);
            byteTokens += token.matches("<0x[0-9A-F]{2}>") ? 1 : 0;
            if (!token.isEmpty() && !seen.add(token)) {
                throw new DamagedFileException(
                        "token " + i + " is in the vocabulary twice (expected: every token once)");
            }
        }
        if (unique) {
            numbers.put(ModelCheck.BYTE_TOKENS, (double) byteTokens);
        }
    }

    private List<Tensor> tensors(long count) throws IOException {
        List<Tensor> tensors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (long i = 0; i < count; i++) {
            Tensor tensor = tensor();
            if (!names.add(tensor.name())) {
                throw new DamagedFileException(
                        "tensor " + GgufFile.shown(tensor.name()) + " is there twice (expected: once)");
            }
            tensors.add(tensor);
        }
        long alignment = numbers.getOrDefault("general.alignment", 32.0).longValue();
        if (alignment < 1 || Long.bitCount(alignment) != 1 || alignment > 1 << 20) {
            throw new DamagedFileException("general.alignment is " + alignment + " (expected: a power of two)");
        }
        long start = (bytes.position() + alignment - 1) / alignment * alignment;
        return tensors.stream().map(tensor -> placed(tensor, start, alignment)).toList();
    }

    private Tensor tensor() throws IOException {
        String name = bytes.text(63); // GGML_MAX_NAME, with its final zero
        int count = bytes.int32();
        if (count < 1 || count > 4) {
            throw new DamagedFileException(
                    "tensor " + GgufFile.shown(name) + " has " + count + " dimensions (expected: 1 to 4)");
        }
        List<Long> dimensions = new ArrayList<>();
        long elements = 1;
        for (int i = 0; i < count; i++) {
            long size = bytes.int64();
            if (size < 1 || size > Long.MAX_VALUE / 64 / elements) {
                throw new DamagedFileException("tensor " + GgufFile.shown(name) + " has " + size
                        + " elements in dimension " + i + " (expected: 1 or more)");
            }
            elements *= size;
            dimensions.add(size);
        }
        int id = bytes.int32();
        Optional<TensorType> type = TensorType.of(id);
        if (type.isEmpty() || !type.get().fits(dimensions.getFirst())) {
            throw new DamagedFileException(
                    "tensor " + GgufFile.shown(name) + " is of type " + id + " with rows of " + dimensions.getFirst()
                            + " (expected: a type that llama.cpp b4916 knows, with rows of whole blocks)");
        }
        return new Tensor(
                name, dimensions, type.get(), bytes.int64(), type.get().bytes(elements));
    }

    private Tensor placed(Tensor tensor, long start, long alignment) {
        long offset = tensor.offset();
        if (offset < 0
                || offset % alignment != 0
                || offset > bytes.size() - start
                || tensor.bytes() > bytes.size() - start - offset) {
            throw refusal(
                    path,
                    "tensor " + GgufFile.shown(tensor.name()) + " ends at byte " + (start + offset + tensor.bytes())
                            + " (expected: within the file's " + bytes.size()
                            + " bytes; the file is damaged or not whole)");
        }
        return new Tensor(tensor.name(), tensor.dimensions(), tensor.type(), start + offset, tensor.bytes());
    }

    private static long count(String what, long count) throws DamagedFileException {
        if (count < 0 || count > MOST_ENTRIES) {
            throw new DamagedFileException(count + " " + what + " (expected: at most " + MOST_ENTRIES + ")");
        }
        return count;
    }

    private static ServeException refusal(Path path, String what) {
        return new ServeException(ServeException.Code.FAILED_PRECONDITION, "cannot load model: " + path + ": " + what);
    }
}
