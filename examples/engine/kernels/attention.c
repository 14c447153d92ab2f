/* Stands for a GPU kernel: one shared object an architecture. */
#include <stddef.h>

#ifndef ARCH
#error "ARCH is not set (expected: -DARCH=<number>)"
#endif

int engine_kernel_arch(void) { return ARCH; }

void engine_softmax(float *row, size_t n) {
    float top = row[0], sum = 0;
    for (size_t i = 1; i < n; i++) top = row[i] > top ? row[i] : top;
    for (size_t i = 0; i < n; i++) sum += row[i] = __builtin_expf(row[i] - top);
    for (size_t i = 0; i < n; i++) row[i] /= sum;
}
