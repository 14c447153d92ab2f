package dev.slipway.engine.source.debootstrap;

import dev.slipway.engine.step.SourceException;
import dev.slipway.image.Platform;
import dev.slipway.plan.request.ContextSpec.ImageOrigin.Debootstrap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What {@code debootstrap://SUITE?include=a,b&variant=minbase&mirror=…&components=main&keyring=…} asks for. All parts
 * become words of a command line, so they are checked here.
 *
 * @param include sorted package names
 * @param architecture in Debian's words: {@code amd64}, {@code armhf}
 * @param mirror address of an archive instead of the machine's own
 * @param components empty for what the machine's sources have, {@code main} for a mirror
 * @param keyring absolute path of the keys that sign the mirror
 */
record DebianRequest(
        String suite,
        List<String> include,
        String variant,
        String architecture,
        Optional<String> mirror,
        List<String> components,
        Optional<String> keyring) {
    private static final Set<String> VARIANTS = Set.of(
            "minbase",
            "essential",
            "apt",
            "required",
            "important",
            "standard",
            "custom",
            "extract",
            "debootstrap",
            "buildd");
    private static final Set<String> OPTIONS =
            new TreeSet<>(Set.of("components", "include", "keyring", "mirror", "variant"));
    private static final Map<String, String> ARCHITECTURES = Map.of(
            "amd64", "amd64",
            "arm64", "arm64",
            "386", "i386",
            "ppc64le", "ppc64el",
            "s390x", "s390x",
            "riscv64", "riscv64",
            "mips64le", "mips64el",
            "loong64", "loong64");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+_-]*");
    private static final Pattern PACKAGE = Pattern.compile("[A-Za-z0-9?~][^\\s,'\"\\\\]*");
    private static final Pattern ADDRESS = Pattern.compile("[a-z][a-z0-9+.-]*:/[^\\s\\[\\]]+");

    static DebianRequest of(Debootstrap origin, Platform platform) {
        for (String option : origin.options().keySet()) {
            if (!OPTIONS.contains(option)) {
                throw wrong(origin, "option \"" + option + "\"", "one of " + String.join(", ", OPTIONS));
            }
        }
        String variant = origin.options().getOrDefault("variant", "minbase");
        check(origin, "suite", origin.suite(), WORD.matcher(origin.suite()).matches());
        check(origin, "variant", variant, VARIANTS.contains(variant));
        List<String> include = words(origin, "include", PACKAGE);
        Optional<String> mirror = Optional.ofNullable(origin.options().get("mirror"));
        mirror.ifPresent(address ->
                check(origin, "mirror", address, ADDRESS.matcher(address).matches()));
        Optional<String> keyring = Optional.ofNullable(origin.options().get("keyring"));
        keyring.ifPresent(path ->
                check(origin, "keyring", path, path.startsWith("/") && !path.contains(" ") && !path.contains("]")));
        return new DebianRequest(
                origin.suite(),
                include.stream().distinct().sorted().toList(),
                variant,
                architecture(origin, platform),
                mirror,
                words(origin, "components", WORD),
                keyring);
    }

    private static String architecture(Debootstrap origin, Platform platform) {
        String found = platform.architecture().equals("arm")
                ? (platform.variant().equals("v7") ? "armhf" : "armel")
                : ARCHITECTURES.get(platform.architecture());
        if (!platform.os().equals("linux") || found == null) {
            throw wrong(origin, "platform " + platform, "linux and an architecture that Debian has");
        }
        return found;
    }

    private static List<String> words(Debootstrap origin, String option, Pattern pattern) {
        List<String> words = Arrays.stream(
                        origin.options().getOrDefault(option, "").split(","))
                .map(String::trim)
                .filter(word -> !word.isEmpty())
                .toList();
        words.forEach(word -> check(origin, option, word, pattern.matcher(word).matches()));
        return words;
    }

    private static void check(Debootstrap origin, String what, String value, boolean good) {
        if (!good) {
            throw wrong(origin, what + " \"" + value + "\"", "a name as apt knows it");
        }
    }

    private static SourceException wrong(Debootstrap origin, String what, String expected) {
        return new SourceException(
                SourceException.Code.UNSUPPORTED,
                "cannot make base image \"" + shown(origin) + "\": " + what + " (expected: " + expected + ")",
                "write debootstrap://SUITE?include=a,b&variant=minbase");
    }

    /** As the user writes it. */
    static String shown(Debootstrap origin) {
        StringBuilder text = new StringBuilder("debootstrap://").append(origin.suite());
        char separator = '?';
        for (Map.Entry<String, String> option : origin.options().entrySet()) {
            text.append(separator).append(option.getKey()).append('=').append(option.getValue());
            separator = '&';
        }
        return text.toString();
    }
}
