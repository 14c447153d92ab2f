package dev.slipway.serve.embedded.gguf;

import java.util.Arrays;
import java.util.Optional;

/** How a tensor's numbers are stored: blocks of {@code elements} numbers take {@code bytes}. Source: ggml b4916, ggml.h and ggml-common.h. */
enum TensorType {
    F32(0, 1, 4),
    F16(1, 1, 2),
    Q4_0(2, 32, 18),
    Q4_1(3, 32, 20),
    Q5_0(6, 32, 22),
    Q5_1(7, 32, 24),
    Q8_0(8, 32, 34),
    Q2_K(10, 256, 84),
    Q3_K(11, 256, 110),
    Q4_K(12, 256, 144),
    Q5_K(13, 256, 176),
    Q6_K(14, 256, 210),
    IQ2_XXS(16, 256, 66),
    IQ2_XS(17, 256, 74),
    IQ3_XXS(18, 256, 98),
    IQ1_S(19, 256, 50),
    IQ4_NL(20, 32, 18),
    IQ3_S(21, 256, 110),
    IQ2_S(22, 256, 82),
    IQ4_XS(23, 256, 136),
    IQ1_M(29, 256, 56),
    BF16(30, 1, 2),
    TQ1_0(34, 256, 54),
    TQ2_0(35, 256, 66);

    private final int id;
    private final int elements;
    private final int bytes;

    TensorType(int id, int elements, int bytes) {
        this.id = id;
        this.elements = elements;
        this.bytes = bytes;
    }

    static Optional<TensorType> of(int id) {
        return Arrays.stream(values()).filter(type -> type.id == id).findFirst();
    }

    /** Whether rows of this length can be stored. */
    boolean fits(long row) {
        return row % elements == 0;
    }

    long bytes(long count) {
        return count / elements * bytes;
    }
}
