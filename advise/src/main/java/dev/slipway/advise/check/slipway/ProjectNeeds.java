package dev.slipway.advise.check.slipway;

import java.util.Optional;
import java.util.regex.Pattern;

/** What a Python project's files say of the compilers that its build calls. */
final class ProjectNeeds {
    private static final Pattern RUST =
            Pattern.compile("(?m)^[^#\\n]*\\b(setuptools[-_]rust|maturin|RustExtension)\\b");
    private static final Pattern PROTOC = Pattern.compile("(?m)^[^#\\n]*\\b(protoc|setuptools[-_]protobuf)\\b");
    private static final Pattern NVCC = Pattern.compile("(?m)^[^#\\n]*\\b(CUDAExtension|nvcc)\\b");

    private ProjectNeeds() {}

    /**
     * Why the project needs the toolchain; empty where nothing says so. cmake is not asked for: build backends that
     * call it bring it as a package.
     *
     * @param text of {@code pyproject.toml} or {@code setup.py}
     */
    static Optional<String> of(String text, Toolchain toolchain) {
        Pattern pattern = switch (toolchain) {
            case RUST -> RUST;
            case PROTOC -> PROTOC;
            case NVCC -> NVCC;
            case CMAKE -> Pattern.compile("(?!)");
        };
        var found = pattern.matcher(text);
        return found.find() ? Optional.of("names " + found.group(1)) : Optional.empty();
    }
}
