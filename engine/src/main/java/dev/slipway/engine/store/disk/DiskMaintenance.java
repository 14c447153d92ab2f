package dev.slipway.engine.store.disk;

import dev.slipway.engine.linux.Directories;
import dev.slipway.engine.linux.Errno;
import dev.slipway.engine.linux.Flock;
import dev.slipway.engine.linux.LinuxException;
import dev.slipway.engine.linux.Nodes;
import dev.slipway.engine.linux.Place;
import dev.slipway.engine.store.ImageNames;
import dev.slipway.engine.store.PruneRules;
import dev.slipway.engine.store.StoreException;
import dev.slipway.engine.store.StoreMaintenance;
import dev.slipway.engine.store.UsageItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Lists and prunes. What goes is first renamed away, under the prune lock and looking at the marks of all open stores,
 * and then deleted without holding up anybody.
 */
final class DiskMaintenance implements StoreMaintenance {
    private final StoreLayout layout;
    private final Owner owner;
    private final ImageNames names;

    DiskMaintenance(StoreLayout layout, Owner owner, ImageNames names) {
        this.layout = layout;
        this.owner = owner;
        this.names = names;
    }

    @Override
    public List<UsageItem> usage() {
        try {
            return listing().stream().map(StoreListing.Found::item).toList();
        } catch (IOException e) {
            throw StoreException.io("list the store", e);
        }
    }

    private List<StoreListing.Found> listing() throws IOException {
        return StoreListing.list(layout, Leases.all(layout), KeptBlobs.of(layout, names));
    }

    @Override
    public PruneReport prune(PruneRules rules) {
        try {
            List<StoreListing.Found> chosen = choose(rules, listing());
            List<UsageItem> removed = rules.dryRun()
                    ? chosen.stream().map(StoreListing.Found::item).toList()
                    : remove(chosen);
            return new PruneReport(
                    removed, removed.stream().mapToLong(UsageItem::sizeBytes).sum());
        } catch (IOException e) {
            throw StoreException.io("prune the store", e);
        }
    }

    private static List<StoreListing.Found> choose(PruneRules rules, List<StoreListing.Found> all) {
        List<StoreListing.Found> chosen = new ArrayList<>();
        long left = all.stream()
                .filter(f -> rules.kinds().contains(f.item().kind()))
                .mapToLong(f -> f.item().sizeBytes())
                .sum();
        for (StoreListing.Found found : all) {
            UsageItem item = found.item();
            boolean enough =
                    rules.keepBytes().isPresent() && left <= rules.keepBytes().getAsLong();
            boolean tooYoung = rules.unusedSince()
                    .filter(since -> !item.times().lastUsed().isBefore(since))
                    .isPresent();
            if (rules.kinds().contains(item.kind()) && !item.inUse() && !item.kept() && !enough && !tooYoung) {
                chosen.add(found);
                left -= item.sizeBytes();
            }
        }
        return chosen;
    }

    private List<UsageItem> remove(List<StoreListing.Found> chosen) throws IOException {
        List<UsageItem> removed = new ArrayList<>();
        Path trash = Files.createDirectory(owner.fresh("pruned"));
        try (Flock lock = Leases.pruneLock(layout)) {
            Waiting.shortly(lock::tryExclusive);
            Set<String> leases = Leases.all(layout);
            for (StoreListing.Found found : chosen) {
                Path away = trash.resolve(Integer.toString(removed.size()));
                if (takeAway(found, away, leases)) {
                    removed.add(found.item());
                }
            }
        } finally {
            Directories.deleteTree(Place.of(trash));
        }
        return removed;
    }

    /** False when it came into use, or is gone already. */
    private static boolean takeAway(StoreListing.Found found, Path away, Set<String> leases) throws IOException {
        Path place = found.place();
        return switch (found.item().kind()) {
            case BLOB -> !leases.contains("blob " + found.item().id()) && renamed(place, away);
            case LAYER -> !leases.contains(Leases.layer(String.valueOf(place.getFileName()))) && renamed(place, away);
            case ACTION, MEMO, BUILD_RECORD -> renamed(place, away);
            case CACHE_MOUNT -> cacheMountTaken(place, away);
        };
    }

    private static boolean cacheMountTaken(Path directory, Path away) throws IOException {
        Place lockFile = Place.of(directory + ".lock");
        try (Flock lock = Flock.openExisting(lockFile)) {
            if (!lock.tryExclusive() || !KeyLocks.isNamed(lock, lockFile) || !renamed(directory, away)) {
                return false;
            }
            // who waits for this file sees that its name is gone, and starts again with a new one
            Nodes.unlink(lockFile);
            return true;
        } catch (LinuxException e) {
            if (e.is(Errno.ENOENT)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean renamed(Path from, Path to) throws LinuxException {
        try {
            Nodes.rename(Place.of(from), Place.of(to));
            return true;
        } catch (LinuxException e) {
            if (e.is(Errno.ENOENT)) {
                return false;
            }
            throw e;
        }
    }
}
