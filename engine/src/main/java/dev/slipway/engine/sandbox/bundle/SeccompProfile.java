package dev.slipway.engine.sandbox.bundle;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The system calls of a step: an allow-list with Docker's default rules (OCI runtime-spec, config-linux.md, Seccomp).
 * Everything else gives EPERM; {@code clone3} gives ENOSYS, so that libc falls back to {@code clone}, whose flags a
 * filter can read.
 */
public final class SeccompProfile {
    private static final String RESOURCE = "seccomp-allowed.txt";
    private static final int EPERM = 1;
    private static final int ENOSYS = 38;

    /** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET. */
    private static final long NEW_NAMESPACES = 0x7E020000L;

    /** PER_LINUX, PER_LINUX32, UNAME26, both, and the question what the personality is. */
    private static final long[] PERSONALITIES = {0, 8, 0x20000, 0x20008, 0xFFFFFFFFL};

    private static final int AF_ALG = 38;
    private static final int AF_VSOCK = 40;

    private SeccompProfile() {}

    /** Writes the object of {@code linux.seccomp}. */
    static void write(JsonGenerator json, Architecture architecture) throws IOException {
        json.writeStartObject();
        json.writeStringField("defaultAction", "SCMP_ACT_ERRNO");
        json.writeNumberField("defaultErrnoRet", EPERM);
        json.writeArrayFieldStart("architectures");
        for (String name : architecture.seccompNames) {
            json.writeString(name);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("syscalls");
        rule(json, allowed(architecture), List.of());
        conditional(json, architecture);
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void conditional(JsonGenerator json, Architecture architecture) throws IOException {
        for (long personality : PERSONALITIES) {
            rule(json, List.of("personality"), List.of(new Argument(0, personality, "SCMP_CMP_EQ")));
        }
        rule(json, List.of("socket"), List.of(new Argument(0, AF_ALG, "SCMP_CMP_LT")));
        rule(json, List.of("socket"), List.of(new Argument(0, AF_ALG + 1, "SCMP_CMP_EQ")));
        rule(json, List.of("socket"), List.of(new Argument(0, AF_VSOCK, "SCMP_CMP_GT")));
        // On s390x the flags are the second argument of clone.
        int flags = architecture == Architecture.S390X ? 1 : 0;
        rule(json, List.of("clone"), List.of(new Argument(flags, NEW_NAMESPACES, "SCMP_CMP_MASKED_EQ")));
        json.writeStartObject();
        names(json, List.of("clone3"));
        json.writeStringField("action", "SCMP_ACT_ERRNO");
        json.writeNumberField("errnoRet", ENOSYS);
        json.writeEndObject();
    }

    private static void rule(JsonGenerator json, List<String> names, List<Argument> arguments) throws IOException {
        json.writeStartObject();
        names(json, names);
        json.writeStringField("action", "SCMP_ACT_ALLOW");
        if (!arguments.isEmpty()) {
            json.writeArrayFieldStart("args");
            for (Argument argument : arguments) {
                json.writeStartObject();
                json.writeNumberField("index", argument.index());
                json.writeNumberField("value", argument.value());
                json.writeNumberField("valueTwo", 0);
                json.writeStringField("op", argument.comparison());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void names(JsonGenerator json, List<String> names) throws IOException {
        json.writeArrayFieldStart("names");
        for (String name : names) {
            json.writeString(name);
        }
        json.writeEndArray();
    }

    static List<String> allowed(Architecture architecture) throws IOException {
        List<String> names = new ArrayList<>(400);
        try (InputStream in = SeccompProfile.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + RESOURCE + " is missing from the jar");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                addLine(names, line, architecture);
            }
        }
        return names;
    }

    private static void addLine(List<String> names, String line, Architecture architecture) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        String mark = "[" + architecture.name().toLowerCase(Locale.ROOT) + "] ";
        if (line.startsWith(mark)) {
            names.addAll(List.of(line.substring(mark.length()).split(" ", -1)));
        } else if (!line.startsWith("[")) {
            names.addAll(List.of(line.split(" ", -1)));
        }
    }

    private record Argument(int index, long value, String comparison) {}

    /** The machine's architecture and those whose calls it also takes. */
    public enum Architecture {
        AMD64("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"),
        ARM64("SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"),
        PPC64LE("SCMP_ARCH_PPC64LE"),
        RISCV64("SCMP_ARCH_RISCV64"),
        S390X("SCMP_ARCH_S390X", "SCMP_ARCH_S390");

        private final List<String> seccompNames;

        Architecture(String... seccompNames) {
            this.seccompNames = List.of(seccompNames);
        }

        /** Of Java's {@code os.arch}. */
        static Architecture of(String osArch) {
            return switch (osArch) {
                case "amd64", "x86_64" -> AMD64;
                case "aarch64" -> ARM64;
                case "ppc64le" -> PPC64LE;
                case "riscv64" -> RISCV64;
                case "s390x" -> S390X;
                default ->
                    throw new IllegalArgumentException(
                            "architecture: \"" + osArch + "\" (expected: amd64, aarch64, ppc64le, riscv64 or s390x)");
            };
        }
    }
}
