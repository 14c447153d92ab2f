package dev.slipway.engine.export;

import dev.slipway.engine.export.Annotations.Place;
import dev.slipway.image.BlobSource;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageConfig;
import dev.slipway.image.ImageIndex;
import dev.slipway.image.ImageJson;
import dev.slipway.image.Manifest;
import dev.slipway.image.MediaType;
import dev.slipway.plan.graph.ImageTemplate;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.request.ExportTarget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a solved build into an image's documents: a config and a manifest a platform, and an index over them when the
 * build is for several. Annotations force OCI media types, since Docker's have no place for them.
 */
final class ImageMaker {
    private final BuildOutput build;
    private final BlobMaker blobs;
    private final Annotations annotations;
    private final ConfigMaker configs;

    private record PlatformImage(
            Descriptor manifest, ImageConfig config, Digest configDigest, List<BuildRecord.BuiltLayer> layers) {
        BuildRecord.BuiltImage built() {
            return new BuildRecord.BuiltImage(configDigest, layers);
        }
    }

    ImageMaker(BuildOutput build, BlobMaker blobs) {
        this.build = build;
        this.blobs = blobs;
        this.annotations = new Annotations(build.settings().annotations());
        this.configs = new ConfigMaker(build.solution(), build.settings());
    }

    ImageDocuments make(ExportTarget.ImageOptions options) throws InterruptedException {
        annotations.requireIndex(build.multiPlatform());
        boolean docker = !options.ociMediaTypes() && annotations.isEmpty();
        List<BlobSource> documents = new ArrayList<>();
        Map<Digest, LayerImage> layers = new LinkedHashMap<>();
        List<PlatformImage> images = new ArrayList<>();
        List<Saving> savings = new ArrayList<>();
        for (BuildOutput.PlatformOutput platform : build.platforms()) {
            ListedLayers listed = ListedLayers.of(
                    platform.graph().image(), build.snapshot(platform), build.solution(), blobs::ofUnchanged);
            List<LayerImages> own =
                    blobs.layers(listed.all(), options, build.settings().sourceDateEpoch());
            own.stream()
                    .flatMap(layer -> layer.images().stream())
                    .forEach(layer -> layers.putIfAbsent(layer.descriptor().digest(), layer));
            savings.addAll(Savings.of(own, platform.graph(), listed));
            images.add(image(platform, listed, own, docker, documents));
        }
        Optional<Instant> created = images.stream()
                .flatMap(image -> image.config().created().stream())
                .max(Comparator.naturalOrder());
        List<LayerImage> all = List.copyOf(layers.values());
        List<BuildRecord.BuiltImage> built =
                images.stream().map(PlatformImage::built).toList();
        if (!build.multiPlatform()) {
            PlatformImage only = images.getFirst();
            return new ImageDocuments(
                    only.manifest(), Optional.of(only.configDigest()), documents, all, savings, built, created);
        }
        return new ImageDocuments(
                index(images, docker, documents), Optional.empty(), documents, all, savings, built, created);
    }

    private PlatformImage image(
            BuildOutput.PlatformOutput platform,
            ListedLayers listed,
            List<LayerImages> layers,
            boolean docker,
            List<BlobSource> documents) {
        ImageConfig config = configs.config(platform.graph().image(), listed, layers);
        BlobSource configBlob =
                BlobSource.of(docker ? MediaType.DOCKER_CONFIG : MediaType.OCI_CONFIG, ImageJson.write(config));
        Manifest oci = Manifest.oci(
                        configBlob.descriptor(),
                        layers.stream()
                                .flatMap(layer -> layer.images().stream())
                                .map(LayerImage::descriptor)
                                .toList())
                .withAnnotations(annotations.of(Place.MANIFEST, platform.platform()));
        Manifest manifest = docker ? oci.asDocker() : oci;
        BlobSource manifestBlob = BlobSource.of(manifest.mediaType(), ImageJson.write(manifest));
        documents.add(configBlob);
        documents.add(manifestBlob);
        Descriptor descriptor = manifestBlob
                .descriptor()
                .withPlatform(config.platform())
                .withAnnotations(annotations.of(Place.MANIFEST_DESCRIPTOR, platform.platform()));
        return new PlatformImage(
                descriptor,
                config,
                configBlob.descriptor().digest(),
                built(platform.graph().image(), listed, layers));
    }

    /** A layer that was divided has several parts of one maker. */
    private static List<BuildRecord.BuiltLayer> built(
            ImageTemplate template, ListedLayers listed, List<LayerImages> layers) {
        List<Optional<Digest>> makers = new ArrayList<>();
        listed.base().forEach(layer -> makers.add(Optional.empty()));
        for (int i = 0; i < template.steps().size(); i++) {
            Optional<Digest> vertex = template.steps().get(i).vertex();
            listed.steps().get(i).forEach(layer -> makers.add(vertex));
        }
        List<BuildRecord.BuiltLayer> built = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Optional<Digest> maker = makers.get(i);
            layers.get(i).images().forEach(part -> built.add(new BuildRecord.BuiltLayer(part.diffId(), maker)));
        }
        return built;
    }

    private Descriptor index(List<PlatformImage> images, boolean docker, List<BlobSource> documents) {
        ImageIndex index = new ImageIndex(
                docker ? MediaType.DOCKER_INDEX : MediaType.OCI_INDEX,
                images.stream().map(PlatformImage::manifest).toList(),
                annotations.of(Place.INDEX));
        BlobSource blob = BlobSource.of(index.mediaType(), ImageJson.write(index));
        documents.add(blob);
        return blob.descriptor().withAnnotations(annotations.of(Place.INDEX_DESCRIPTOR));
    }
}
