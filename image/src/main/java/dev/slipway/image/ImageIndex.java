package dev.slipway.image;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A list of manifests, usually one a platform (OCI image-spec, image-index.md; Docker manifest list).
 *
 * @param mediaType {@link MediaType#OCI_INDEX} or {@link MediaType#DOCKER_INDEX}
 * @param annotations key order is kept when written; Docker's form has none
 */
public record ImageIndex(MediaType mediaType, List<Descriptor> manifests, Map<String, String> annotations) {
    /** Marks a manifest that describes another one (an attestation) and can never be run. */
    private static final String REFERENCE_TYPE = "vnd.docker.reference.type";

    public ImageIndex {
        if (!mediaType.isIndex()) {
            throw new IllegalArgumentException("index media type: \"" + mediaType + "\" (expected: "
                    + MediaType.OCI_INDEX + " or " + MediaType.DOCKER_INDEX + ")");
        }
        manifests = List.copyOf(manifests);
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /** An OCI index without annotations. */
    public static ImageIndex oci(List<Descriptor> manifests) {
        return new ImageIndex(MediaType.OCI_INDEX, manifests, Map.of());
    }

    /**
     * The manifest that suits {@code wanted} best: of the same operating system and architecture, the exact variant
     * before a lower one that the wanted machine also runs; the first of equals. A lone entry without a platform suits
     * everyone, for the platform is then told by its config. Attestations are never chosen.
     */
    public Optional<Descriptor> bestFor(Platform wanted) {
        List<Descriptor> images = manifests.stream()
                .filter(d -> !d.annotations().containsKey(REFERENCE_TYPE))
                .toList();
        Descriptor best = null;
        int bestRank = Integer.MAX_VALUE;
        for (Descriptor candidate : images) {
            int rank = candidate.platform().map(p -> rank(wanted, p)).orElse(images.size() == 1 ? 0 : -1);
            if (rank >= 0 && rank < bestRank) {
                best = candidate;
                bestRank = rank;
            }
        }
        return Optional.ofNullable(best);
    }

    /** 0 is exact, higher is worse, negative does not run. */
    private static int rank(Platform wanted, Platform candidate) {
        if (!wanted.os().equals(candidate.os()) || !wanted.architecture().equals(candidate.architecture())) {
            return -1;
        }
        if (wanted.variant().equals(candidate.variant())) {
            return 0;
        }
        int have = level(wanted, wanted.variant());
        int need = level(wanted, candidate.variant());
        return have < 0 || need < 0 || need > have ? -1 : have - need;
    }

    /** Variants of one architecture run the lower ones: v7 runs v6; no variant is the lowest of its kind. */
    private static int level(Platform of, String variant) {
        if (variant.isEmpty()) {
            return switch (of.architecture()) {
                case "amd64" -> 1;
                case "arm64" -> 8;
                case "arm" -> 7;
                default -> 0;
            };
        }
        boolean plain = variant.length() == 2 && variant.charAt(0) == 'v' && Character.isDigit(variant.charAt(1));
        return plain ? variant.charAt(1) - '0' : -1;
    }
}
