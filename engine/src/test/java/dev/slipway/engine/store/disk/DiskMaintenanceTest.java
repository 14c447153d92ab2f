package dev.slipway.engine.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.engine.store.ActionResult;
import dev.slipway.engine.store.CacheMounts;
import dev.slipway.engine.store.ImageNames;
import dev.slipway.engine.store.KnownDigests;
import dev.slipway.engine.store.LayerDraft;
import dev.slipway.engine.store.PruneRules;
import dev.slipway.engine.store.StoreMaintenance.PruneReport;
import dev.slipway.engine.store.StoredLayer;
import dev.slipway.engine.store.UsageItem;
import dev.slipway.engine.store.UsageItem.Kind;
import dev.slipway.image.Descriptor;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageJson;
import dev.slipway.image.ImageReference;
import dev.slipway.image.Manifest;
import dev.slipway.image.MediaType;
import dev.slipway.plan.graph.ExecSpec.Sharing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskMaintenanceTest {
    private static final Digest KEY = Digest.of(new byte[] {1});

    @TempDir
    Path temp;

    private DiskStore store;

    private DiskStore reopened() {
        if (store != null) {
            store.close();
        }
        store = DiskStore.open(temp.resolve("store"));
        return store;
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    private StoredLayer layer(String content) throws Exception {
        try (LayerDraft draft = store.layers().begin()) {
            Files.writeString(draft.directory().resolve("file"), content);
            return draft.commit(KnownDigests.NONE).orElseThrow();
        }
    }

    private void fill() throws Exception {
        reopened();
        store.content().put("blob".getBytes(StandardCharsets.UTF_8));
        StoredLayer layer = layer("layer");
        store.actions().put(KEY, new ActionResult(List.of(layer.id()), Instant.EPOCH, Duration.ZERO));
        store.memos().put("resolve", KEY, new byte[] {1});
        Files.writeString(store.buildRecords().resolve("one.json"), "{}");
        try (CacheMounts.Lease lease = store.cacheMounts().lease("pip", Sharing.SHARED, d -> {})) {
            Files.writeString(lease.directory().resolve("wheel"), "12345");
        }
    }

    @Test
    void useByAThreadThatIsInterrupted_leavesTheStoreUsable() throws Exception {
        reopened();
        StoredLayer layer = layer("content");
        reopened();
        Thread.currentThread().interrupt();
        store.layers().find(layer.id());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(store.layers().find(layer.id())).isPresent();
        assertThat(layer("more")).isNotNull();
    }

    @Test
    void usage_listsEveryKindWithSizes() throws Exception {
        fill();

        List<UsageItem> usage = store.maintenance().usage();

        assertThat(usage).extracting(UsageItem::kind).containsExactlyInAnyOrder(Kind.values());
        assertThat(usage)
                .filteredOn(i -> i.kind() == Kind.CACHE_MOUNT)
                .singleElement()
                .satisfies(i -> {
                    assertThat(i.id()).isEqualTo("pip#0");
                    assertThat(i.sizeBytes()).isEqualTo(5);
                    assertThat(i.inUse()).isFalse();
                });
        assertThat(usage).filteredOn(i -> i.kind() == Kind.BLOB).singleElement().satisfies(i -> {
            assertThat(i.sizeBytes()).isEqualTo(4);
            assertThat(i.inUse()).isTrue();
        });
    }

    @Test
    void prune_removesAllThatNobodyUses() throws Exception {
        fill();
        reopened();

        PruneReport report = store.maintenance().prune(PruneRules.all());

        assertThat(report.removed()).hasSize(5);
        assertThat(store.maintenance().usage()).extracting(UsageItem::kind).containsExactly(Kind.BUILD_RECORD);
        try (CacheMounts.Lease lease = store.cacheMounts().lease("pip", Sharing.LOCKED, d -> {})) {
            assertThat(lease.directory()).isEmptyDirectory();
        }
    }

    @Test
    void prune_leavesWhatAnotherOpenStoreUses() throws Exception {
        fill();
        StoredLayer layer = layer("layer");
        try (DiskStore other = DiskStore.open(temp.resolve("store"));
                CacheMounts.Lease lease = store.cacheMounts().lease("pip", Sharing.SHARED, d -> {})) {
            other.maintenance().prune(PruneRules.all());

            assertThat(layer.directory().resolve("file")).exists();
            assertThat(lease.directory().resolve("wheel")).exists();
            assertThat(store.content().find(Digest.of("blob".getBytes(StandardCharsets.UTF_8))))
                    .isPresent();
        }
    }

    @Test
    void dryRun_removesNothing() throws Exception {
        fill();
        reopened();

        PruneReport report = store.maintenance()
                .prune(new PruneRules(PruneRules.CACHE, Optional.empty(), OptionalLong.empty(), true));

        assertThat(report.removed()).hasSize(5);
        assertThat(report.freedBytes()).isPositive();
        assertThat(store.maintenance().usage()).hasSize(6);
    }

    @Test
    void kindsAgeAndSize_limitWhatGoes() throws Exception {
        reopened();
        StoredLayer old = layer("old");
        StoredLayer young = layer("young");
        reopened();
        Files.setLastModifiedTime(
                old.directory().getParent(), java.nio.file.attribute.FileTime.from(Instant.ofEpochSecond(1000)));
        Instant since = Instant.ofEpochSecond(2000);

        assertThat(prune(Set.of(Kind.BLOB), Optional.of(since), OptionalLong.empty()))
                .isEmpty();
        assertThat(prune(Set.of(Kind.LAYER), Optional.of(since), OptionalLong.of(1 << 20)))
                .isEmpty();
        assertThat(prune(Set.of(Kind.LAYER), Optional.empty(), OptionalLong.of(300)))
                .containsExactly(old.id().toString());
        assertThat(prune(Set.of(Kind.LAYER), Optional.of(since), OptionalLong.empty()))
                .isEmpty();
        assertThat(store.layers().find(young.id())).isPresent();
        assertThat(store.layers().find(old.id())).isEmpty();
    }

    private List<String> prune(Set<Kind> kinds, Optional<Instant> since, OptionalLong keep) {
        return store.maintenance().prune(new PruneRules(kinds, since, keep, false)).removed().stream()
                .map(UsageItem::id)
                .toList();
    }

    @Test
    void blobsOfNamedImages_areKept() throws Exception {
        reopened();
        Descriptor config = Descriptor.of(MediaType.OCI_CONFIG, store.content().put(new byte[] {1}), 1);
        Descriptor layer = Descriptor.of(MediaType.OCI_LAYER, store.content().put(new byte[] {2}), 1);
        byte[] json = ImageJson.write(Manifest.oci(config, List.of(layer)));
        Digest manifest = store.content().put(json);
        Digest stray = store.content().put(new byte[] {3});
        ImageReference name = ImageReference.parse("app:v1");
        store.images()
                .put(new ImageNames.NamedImage(
                        name, Descriptor.of(MediaType.OCI_MANIFEST, manifest, json.length), Instant.EPOCH));
        reopened();

        assertThat(prune(PruneRules.CACHE, Optional.empty(), OptionalLong.empty()))
                .containsExactly(stray.toString());
        store.images().remove(name);
        assertThat(prune(PruneRules.CACHE, Optional.empty(), OptionalLong.empty()))
                .hasSize(3);
    }
}
