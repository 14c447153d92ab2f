package dev.slipway.cli;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The flags of {@code docker buildx build}, as written: {@link BuildOptions} to {@link BuildRequests}. */
final class BuildFlags {
    final Input input = new Input();
    final Output output = new Output();
    final Layers layers = new Layers();
    final Steps steps = new Steps();
    final Cache cache = new Cache();
    final Display display = new Display();

    /** Dockerfile, contexts, arguments. */
    static final class Input {
        Optional<String> file = Optional.empty();
        Optional<String> target = Optional.empty();
        List<String> buildArguments = List.of();
        List<String> buildContexts = List.of();
        List<String> platforms = List.of();
    }

    /** Names, outputs, files with results. */
    static final class Output {
        List<String> tags = List.of();
        List<String> outputs = List.of();
        boolean load;
        boolean push;
        List<String> labels = List.of();
        List<String> annotations = List.of();
        Optional<String> imageIdFile = Optional.empty();
        Optional<String> metadataFile = Optional.empty();
    }

    /** Boundaries of layers, and what is left out of them. */
    static final class Layers {
        Optional<String> layering = Optional.empty();
        Optional<String> minSize = Optional.empty();
        Optional<String> maxLayers = Optional.empty();
        boolean keepShadowed;
        Optional<String> shadowedThreshold = Optional.empty();
        Optional<String> sizeTarget = Optional.empty();
    }

    /** The sandbox. */
    static final class Steps {
        List<String> secrets = List.of();
        List<String> ssh = List.of();
        Optional<String> network = Optional.empty();
        List<String> allow = List.of();
        List<String> hosts = List.of();
        Optional<String> shmSize = Optional.empty();
        List<String> ulimits = List.of();
        OptionalInt parallel = OptionalInt.empty();
    }

    /** What is taken from earlier builds. */
    static final class Cache {
        boolean noCache;
        List<String> noCacheFilter = List.of();
        boolean pull;
        List<String> remote = List.of();
    }

    /** What is shown. */
    static final class Display {
        String progress = "auto";
        boolean quiet;
        String call = "build";
        boolean check;
        boolean laterDebug;
        Optional<String> later = Optional.empty();
        List<String> attest = List.of();
        List<String> attestations = List.of();

        /** {@code --check} is short for one of them. */
        String call() {
            return check ? "check" : call;
        }
    }
}
