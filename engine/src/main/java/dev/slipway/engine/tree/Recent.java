package dev.slipway.engine.tree;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last used few answers to a question that may be asked again. Safe for many threads. */
final class Recent<K, V> {
    private final Map<K, V> kept;

    Recent(int limit) {
        kept = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > limit;
            }
        };
    }

    synchronized @Nullable V find(K key) {
        return kept.get(key);
    }

    synchronized void remember(K key, V value) {
        kept.put(key, value);
    }
}
