package dev.slipway.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every keeper of action records keeps to. */
public abstract class ActionRecordsContract {
    private static final Digest KEY = Digest.of(new byte[] {1});
    private static final LayerId LAYER = LayerId.ofTree(Digest.of(new byte[] {2}));

    protected abstract ActionRecords actions();

    private static ActionResult result(LayerId... layers) {
        return new ActionResult(List.of(layers), Instant.ofEpochSecond(1_700_000_000), Duration.ofNanos(1_234_567));
    }

    @Test
    void record_isGivenBackAsItWas() {
        ActionResult result = result(LAYER, LayerId.parse("diff-" + KEY));

        assertThat(actions().find(KEY)).isEmpty();
        assertThat(actions().put(KEY, result)).isEqualTo(result);
        assertThat(actions().find(KEY)).contains(result);
    }

    @Test
    void resultWithoutLayers_isARecordToo() {
        actions().put(KEY, result());

        assertThat(actions().find(KEY)).contains(result());
    }

    @Test
    void firstRecord_wins() {
        actions().put(KEY, result(LAYER));

        assertThat(actions().put(KEY, result())).isEqualTo(result(LAYER));
        assertThat(actions().find(KEY)).contains(result(LAYER));
    }

    @Test
    void removedRecord_isGone() {
        actions().put(KEY, result());
        actions().remove(KEY);
        actions().remove(KEY);

        assertThat(actions().find(KEY)).isEmpty();
    }

    @Test
    void lock_letsOneThreadInAtATime() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(16);
        for (int i = 0; i < 16; i++) {
            Thread.ofVirtual().start(() -> {
                try (ActionRecords.KeyLock lock = actions().lock(KEY)) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.sleep(2);
                    inside.decrementAndGet();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                done.countDown();
            });
        }
        done.await();
        assertThat(most).hasValue(1);
    }

    @Test
    void otherKeys_doNotWait() throws Exception {
        try (ActionRecords.KeyLock one = actions().lock(KEY);
                ActionRecords.KeyLock other = actions().lock(Digest.of(new byte[] {9}))) {
            assertThat(one).isNotSameAs(other);
        }
    }

    @Test
    void waitingForALock_canBeInterrupted() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        try (ActionRecords.KeyLock lock = actions().lock(KEY)) {
            Thread waiting = Thread.ofVirtual().start(() -> {
                try (ActionRecords.KeyLock second = actions().lock(KEY)) {
                    throw new AssertionError("had the lock");
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            });
            Thread.sleep(20);
            waiting.interrupt();
            interrupted.await();
        }
        try (ActionRecords.KeyLock again = actions().lock(KEY)) {
            assertThat(again).isNotNull();
        }
    }
}
