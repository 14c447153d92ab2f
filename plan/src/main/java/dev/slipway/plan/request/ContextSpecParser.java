package dev.slipway.plan.request;

import dev.slipway.dockerfile.Suggestion;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.request.ContextSpec.ImageOrigin;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@link ContextSpec#parse}. */
final class ContextSpecParser {
    private static final String EXPECTED =
            "a directory, https://…, a git address, docker-image://, oci-layout://, docker-archive:// or debootstrap://";
    private static final List<String> SCHEMES =
            List.of("docker-image", "oci-layout", "docker-archive", "debootstrap", "http", "https", "git", "ssh");

    private final String text;
    private final Path workingDirectory;

    ContextSpecParser(String text, Path workingDirectory) {
        this.text = text;
        this.workingDirectory = workingDirectory;
    }

    ContextSpec parse() {
        if (text.isEmpty() || text.equals("-")) {
            throw wrong("is not a context by itself", EXPECTED);
        }
        Optional<GitLocation> git = GitLocation.parse(text);
        if (git.isPresent()) {
            return new ContextSpec.Git(git.get());
        }
        if (text.startsWith("target:")) {
            throw PlanException.unsupported(
                    "context \"" + text + "\" names another target of a bake file, which build does not read",
                    "build that target first and name its output, such as oci-layout://DIR");
        }
        int mark = text.indexOf("://");
        return mark < 0 ? plain() : addressed(text.substring(0, mark), text.substring(mark + 3));
    }

    /** {@code github.com/owner/name} without a scheme is an address too, as it always was for contexts. */
    private ContextSpec plain() {
        return text.startsWith("github.com/")
                ? GitAddress.split("ssh://" + text)
                        .map(GitAddress::location)
                        .map(found -> new ContextSpec.Git(new GitLocation(
                                "https" + found.remote().substring("ssh".length()),
                                found.ref(),
                                found.subdirectory(),
                                found.checksum(),
                                found.submodules(),
                                found.keepGitDirectory())))
                        .orElseThrow()
                : new ContextSpec.Directory(path(text));
    }

    private ContextSpec addressed(String scheme, String rest) {
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "docker-image" -> new ContextSpec.Image(new ImageOrigin.Registry(reference(rest)));
            case "oci-layout" -> new ContextSpec.Image(layout(rest));
            case "docker-archive" -> new ContextSpec.Image(archive(rest));
            case "debootstrap" -> new ContextSpec.Image(debootstrap(rest));
            case "http", "https" -> new ContextSpec.Http(text);
            default ->
                throw new PlanException(
                        PlanException.Code.BAD_VALUE,
                        message("has the unknown scheme \"" + scheme + "\"", EXPECTED),
                        Suggestion.hint(scheme, SCHEMES));
        };
    }

    private ImageReference reference(String name) {
        try {
            return ImageReference.parse(name);
        } catch (IllegalArgumentException e) {
            throw wrong("is no image: " + e.getMessage(), "docker-image://[registry/]name[:tag]");
        }
    }

    private ImageOrigin layout(String rest) {
        String expected = "oci-layout://DIR[:TAG][@DIGEST]";
        int at = rest.lastIndexOf('@');
        Optional<Digest> digest = Optional.empty();
        if (at >= 0 && rest.indexOf('/', at) < 0) {
            try {
                digest = Optional.of(Digest.parse(rest.substring(at + 1)));
            } catch (IllegalArgumentException e) {
                throw wrong("has a bad digest: " + e.getMessage(), expected);
            }
            rest = rest.substring(0, at);
        }
        int colon = rest.lastIndexOf(':');
        boolean tagged = colon > rest.lastIndexOf('/');
        String directory = tagged ? rest.substring(0, colon) : rest;
        if (directory.isEmpty()) {
            throw wrong("names no directory", expected);
        }
        return new ImageOrigin.Layout(
                path(directory), tagged ? Optional.of(rest.substring(colon + 1)) : Optional.empty(), digest);
    }

    private ImageOrigin archive(String rest) {
        int colon = rest.indexOf(':');
        String file = colon < 0 ? rest : rest.substring(0, colon);
        if (file.isEmpty()) {
            throw wrong("names no file", "docker-archive://FILE[:REFERENCE]");
        }
        return new ImageOrigin.Archive(
                path(file), colon < 0 ? Optional.empty() : Optional.of(rest.substring(colon + 1)));
    }

    private ImageOrigin debootstrap(String rest) {
        String expected = "debootstrap://SUITE[?include=a,b&variant=minbase]";
        int mark = rest.indexOf('?');
        String suite = mark < 0 ? rest : rest.substring(0, mark);
        boolean plain = suite.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c) || "-._".indexOf(c) >= 0);
        // A leading dash would become an option of the tool.
        if (suite.isEmpty() || !plain || suite.startsWith("-")) {
            throw wrong("names no suite", expected);
        }
        Map<String, String> options = new TreeMap<>();
        for (String pair : mark < 0 ? new String[0] : rest.substring(mark + 1).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw wrong("has the option \"" + pair + "\"", expected);
            }
            String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
            if (options.put(pair.substring(0, equals), value) != null) {
                throw wrong("has the option \"" + pair.substring(0, equals) + "\" twice", expected);
            }
        }
        return new ImageOrigin.Debootstrap(suite, options);
    }

    private Path path(String written) {
        return workingDirectory.resolve(written).normalize();
    }

    private PlanException wrong(String what, String expected) {
        return new PlanException(PlanException.Code.BAD_VALUE, message(what, expected), Optional.empty());
    }

    private String message(String what, String expected) {
        return "context \"" + Redaction.address(text) + "\" " + what + " (expected: " + expected + ")";
    }
}
