/* Stands for the kernels that the wheel's build compiles. */
void scale(float *out, const float *in, float factor, long n) {
    for (long i = 0; i < n; i++) {
        out[i] = in[i] * factor;
    }
}
