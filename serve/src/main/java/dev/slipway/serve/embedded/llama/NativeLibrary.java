package dev.slipway.serve.embedded.llama;

import dev.slipway.serve.engine.ServeException;
import dev.slipway.serve.engine.ServeException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds the shared library for this machine inside the jar, copies it to a temporary file and opens it for the life of the
 * process. On Linux x86-64 it needs glibc 2.17, libgomp, libstdc++ and a processor with AVX2, FMA and F16C: these are looked
 * for first, because a missing instruction ends the process.
 */
final class NativeLibrary {
    private static final String ROOT = "/de/kherud/llama/";
    private static final Set<String> INSTRUCTIONS = Set.of("avx2", "fma", "f16c", "bmi2");

    private NativeLibrary() {}

    static SymbolLookup open() {
        String resource = resource(System.getProperty("os.name"), System.getProperty("os.arch"));
        try (InputStream library = NativeLibrary.class.getResourceAsStream(resource)) {
            if (library == null) {
                throw new ServeException(
                        Code.UNAVAILABLE,
                        "cannot load the model runtime: no " + resource
                                + " (expected: the jar de.kherud:llama on the class path); serve an engine with --upstream instead");
            }
            checkProcessor(resource);
            Path copy = Files.createTempFile("slipway-llama", resource.substring(resource.lastIndexOf('.')));
            try {
                Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
                return SymbolLookup.libraryLookup(copy, Arena.global());
            } finally {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            throw new ServeException(
                    Code.UNAVAILABLE, "cannot copy the model runtime to a temporary file: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new ServeException(
                    Code.UNAVAILABLE,
                    "cannot open the model runtime: " + e.getMessage()
                            + " (expected: libgomp and libstdc++ on this machine; Debian: libgomp1, libstdc++6)",
                    e);
        }
    }

    /** Where the jar has the library of a machine. */
    static String resource(String os, String architecture) {
        String name = os.toLowerCase(Locale.ROOT);
        String cpu = architecture.equals("aarch64") ? "aarch64" : "x86_64";
        if (name.startsWith("mac")) {
            return ROOT + "Mac/" + cpu + "/libjllama.dylib";
        }
        return name.startsWith("windows")
                ? ROOT + "Windows/" + cpu + "/jllama.dll"
                : ROOT + "Linux/" + cpu + "/libjllama.so";
    }

    private static void checkProcessor(String resource) throws IOException {
        Path cpus = Path.of("/proc/cpuinfo");
        if (!resource.contains("Linux/x86_64") || !Files.isReadable(cpus)) {
            return;
        }
        List<String> missing = new ArrayList<>(INSTRUCTIONS);
        Files.readAllLines(cpus).stream()
                .filter(line -> line.startsWith("flags"))
                .findFirst()
                .ifPresent(line -> missing.removeAll(Set.of(line.split("\\s+"))));
        if (!missing.isEmpty()) {
            throw new ServeException(
                    Code.UNAVAILABLE,
                    "cannot load the model runtime: this processor has no " + String.join(", ", missing)
                            + " (expected: AVX2, FMA, F16C and BMI2); serve an engine with --upstream instead");
        }
    }
}
