package dev.slipway.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.engine.step.StepException;
import dev.slipway.engine.store.LayerId;
import dev.slipway.image.DiffId;
import dev.slipway.image.Digest;
import dev.slipway.plan.graph.BuildGraph;
import dev.slipway.plan.graph.Op;
import dev.slipway.plan.graph.Vertex;
import dev.slipway.plan.progress.BuildEvent;
import dev.slipway.plan.record.CacheOutcome;
import dev.slipway.plan.request.BuildRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SolverTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2024-05-01T12:00:00Z"), ZoneOffset.UTC);

    private final ToyStore store = new ToyStore();
    private final ToySteps steps = new ToySteps(store);
    private final List<BuildEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final Map<Digest, StepLog.Ended> log = new LinkedHashMap<>();
    private final Solver solver = solver(NOON, 4);

    private Solver solver(Clock clock, int parallel) {
        return new Solver(store, steps.runners(), clock, new Semaphore(parallel));
    }

    private Solver.Session session() {
        return new Solver.Session(
                events::add,
                BuildRequest.SandboxRules.DEFAULT,
                MissCauses.UNKNOWN,
                ended -> log.put(ended.vertex().digest(), ended));
    }

    private Solution solve(BuildGraph... graphs) throws InterruptedException {
        return solver.solve(List.of(graphs), session());
    }

    private CacheOutcome outcome(Vertex vertex) {
        return log.get(vertex.digest()).outcome();
    }

    @Test
    void vertexSharedByTwoGraphs_runsOnce() throws InterruptedException {
        ToyGraph first = new ToyGraph();
        Vertex base = first.run("base", first.scratch());
        ToyGraph second = new ToyGraph();
        Vertex again = second.run("base", second.scratch());

        solve(first.result(first.run("left", base)), second.result(second.run("right", again)));

        assertThat(steps.counts()).isEqualTo(Map.of("base", 1, "left", 1, "right", 1));
    }

    @Test
    void secondBuild_looksEachStepUpOnceAndRunsNothing() throws InterruptedException {
        ToyGraph graph = new ToyGraph();
        Vertex last = graph.run("three", graph.run("two", graph.run("one", graph.scratch())));
        Solution first = solve(graph.result(last));
        steps.ran.clear();
        store.lookups.set(0);

        Solution second = solve(graph.result(last));

        assertThat(steps.ran).isEmpty();
        assertThat(store.lookups).hasValue(3);
        assertThat(second.of(last)).isEqualTo(first.of(last));
        assertThat(outcome(last)).isEqualTo(new CacheOutcome.Hit());
    }

    @Test
    void baseLayerThatIsNotStored_isStillAHit() throws InterruptedException {
        ToyGraph graph = new ToyGraph();
        DiffId diffId = new DiffId(Digest.of(new byte[] {1}));
        Vertex image = graph.add("FROM", ToyImages.image(diffId), List.of());
        Vertex last = graph.run("one", image);
        Solution solution = solve(graph.result(last));

        assertThat(solution.of(image).snapshot().layers()).containsExactly(LayerId.of(diffId));
        assertThat(store.layers).doesNotContain(LayerId.of(diffId));
        solve(graph.result(last));
        assertThat(outcome(last)).isEqualTo(new CacheOutcome.Hit());
    }

    @Test
    void independentSteps_overlap() throws InterruptedException {
        ToyGraph graph = new ToyGraph();
        CyclicBarrier meeting = new CyclicBarrier(3);
        Vertex scratch = graph.scratch();
        List<Vertex> stages = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            steps.work.put(name, () -> meet(meeting, name));
            stages.add(graph.run(name, scratch));
        }

        solve(graph.result(graph.run("end", stages.toArray(Vertex[]::new))));

        assertThat(steps.ran).hasSize(4).endsWith("end");
    }

    private static String meet(CyclicBarrier meeting, String name) throws InterruptedException {
        try {
            meeting.await(10, TimeUnit.SECONDS);
            return name;
        } catch (java.util.concurrent.BrokenBarrierException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("the steps did not run at once", e);
        }
    }

    @Test
    void permits_limitStepsThatRunAtOnce() throws InterruptedException {
        ToyGraph graph = new ToyGraph();
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Vertex scratch = graph.scratch();
        List<Vertex> stages = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "step" + i;
            steps.work.put(name, () -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                Thread.sleep(10);
                now.decrementAndGet();
                return name;
            });
            stages.add(graph.run(name, scratch));
        }

        solver(NOON, 2).solve(List.of(graph.result(graph.run("end", stages.toArray(Vertex[]::new)))), session());

        assertThat(most).hasValueBetween(1, 2);
        assertThat(steps.ran).hasSize(9);
    }

    @Test
    void rerunWithTheSameResult_stopsTheWave() throws InterruptedException {
        ToyGraph graph = new ToyGraph();
        Vertex compile = graph.run("compile", graph.scratch());
        Vertex last = graph.run("package", graph.scratch(), compile);
        solve(graph.result(last));
        steps.ran.clear();
        graph.ignoreCache("compile");

        solve(graph.result(last));

        assertThat(steps.ran).containsExactly("compile");
        assertThat(outcome(compile)).isEqualTo(new CacheOutcome.Miss(new CacheOutcome.MissCause.Requested()));
        assertThat(outcome(last)).isEqualTo(new CacheOutcome.Hit());
    }

    @Test
    void ignoredCache_replacesTheRecord() throws InterruptedException {
        ToyGraph graph = new ToyGraph();
        Vertex update = graph.run("update", graph.scratch());
        steps.work.put("update", () -> "old packages");
        Solution old = solve(graph.result(update));
        steps.work.put("update", () -> "new packages");
        graph.ignoreCache("update");
        Solution fresh = solve(graph.result(update));
        ToyGraph plain = new ToyGraph();

        Solution later = solve(plain.result(plain.run("update", plain.scratch())));

        assertThat(fresh.of(update).snapshot()).isNotEqualTo(old.of(update).snapshot());
        assertThat(later.of(update).snapshot()).isEqualTo(fresh.of(update).snapshot());
    }

    @Test
    void prunedLayer_runsTheStepAgain() throws InterruptedException {
        ToyGraph graph = new ToyGraph();
        Vertex one = graph.run("one", graph.scratch());
        solve(graph.result(one));
        store.layers.clear();

        Solution again = solve(graph.result(one));

        assertThat(outcome(one)).isEqualTo(new CacheOutcome.Miss(new CacheOutcome.MissCause.ResultGone()));
        assertThat(store.layers).containsAll(again.of(one).snapshot().layers());
    }

    @Test
    void hit_keepsTheTimeOfTheFirstRun() throws InterruptedException {
        ToyGraph graph = new ToyGraph();
        Vertex one = graph.run("one", graph.scratch());
        solve(graph.result(one));
        Clock later = Clock.offset(NOON, java.time.Duration.ofDays(3));

        Solution again = solver(later, 1).solve(List.of(graph.result(one)), session());

        assertThat(again.of(one).made()).contains(NOON.instant());
    }

    @Test
    void merge_stacksTheLinkedLayersOverTheBase() throws InterruptedException {
        ToyGraph graph = new ToyGraph();
        Vertex below = graph.run("below", graph.scratch());
        Vertex linked = graph.copy(graph.scratch());
        Vertex merged = graph.merge(below, linked);

        Solution solution = solve(graph.result(merged));

        List<LayerId> added = solution.of(linked).snapshot().layers();
        assertThat(solution.of(merged).added()).isEqualTo(added);
        assertThat(solution.of(merged).snapshot())
                .isEqualTo(solution.of(below).snapshot().plus(added));
        assertThat(outcome(merged)).isEqualTo(new CacheOutcome.NotCached());
    }

    @Test
    void remoteFile_isKeyedByWhatTheLocationIsNow() throws InterruptedException {
        ToyGraph graph = new ToyGraph();
        Vertex http =
                graph.add("ADD", new Op.Http("https://example.org/f", Optional.of("f"), Optional.empty()), List.of());
        solve(graph.result(http));
        solve(graph.result(http));
        steps.context = "changed on the server";
        solve(graph.result(http));

        assertThat(steps.ran).containsExactly("FETCH SOURCE", "FETCH SOURCE");
    }

    @Test
    void failingStep_cancelsTheOthersAndNamesItself() {
        ToyGraph graph = new ToyGraph();
        CountDownLatch sleeping = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        steps.work.put("sleeps", () -> {
            sleeping.countDown();
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
            return "never";
        });
        StepException fault =
                new StepException(StepException.Code.EXIT_CODE, "exited with 3", StepException.Facts.NONE);
        steps.work.put("fails", () -> {
            sleeping.await();
            throw fault;
        });
        Vertex scratch = graph.scratch();
        Vertex sleeps = graph.run("sleeps", scratch);
        Vertex fails = graph.run("fails", scratch);
        BuildGraph whole = graph.result(graph.run("never reached", sleeps, fails));

        BuildFailedException thrown = catchThrowableOfType(BuildFailedException.class, () -> solve(whole));

        assertThat(thrown.vertex()).isEqualTo(fails);
        assertThat(thrown.notes().name()).isEqualTo("fails");
        assertThat(thrown.step()).containsSame(fault);
        assertThat(interrupted).isTrue();
        assertThat(steps.ran).doesNotContain("never reached");
        assertThat(failures()).isEqualTo(Map.of(fails.digest(), false, sleeps.digest(), true));
        assertThat(log.get(fails.digest()).result()).isEmpty();
        assertThat(log.get(fails.digest()).key()).isPresent();
    }

    private Map<Digest, Boolean> failures() {
        Map<Digest, Boolean> failures = new LinkedHashMap<>();
        for (BuildEvent event : events) {
            if (event instanceof BuildEvent.VertexFailed failed) {
                failures.put(failed.vertex(), failed.cancelled());
            }
        }
        return failures;
    }

    @Test
    void interruptOfTheCaller_endsEveryStepFirst() throws InterruptedException {
        ToyGraph graph = new ToyGraph();
        CountDownLatch begun = new CountDownLatch(2);
        AtomicInteger ended = new AtomicInteger();
        Vertex scratch = graph.scratch();
        List<Vertex> stages = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            steps.work.put(name, () -> {
                begun.countDown();
                try {
                    Thread.sleep(60_000);
                } finally {
                    ended.incrementAndGet();
                }
                return name;
            });
            stages.add(graph.run(name, scratch));
        }
        BuildGraph whole = graph.result(graph.run("end", stages.toArray(Vertex[]::new)));
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller = Thread.ofPlatform().start(() -> {
            try {
                solve(whole);
            } catch (Throwable e) {
                thrown.set(e);
            }
        });

        begun.await();
        caller.interrupt();
        caller.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(ended).hasValue(2);
        assertThat(failures().values()).containsExactly(true, true);
    }

    @Test
    void twoSolversOnOneStore_doIdenticalWorkOnce() throws InterruptedException {
        ToyGraph graph = new ToyGraph();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch otherIsThere = new CountDownLatch(1);
        steps.work.put("slow", () -> {
            running.countDown();
            otherIsThere.await();
            return "slow";
        });
        Vertex slow = graph.run("slow", graph.scratch());
        BuildGraph whole = graph.result(slow);
        AtomicReference<Solution> first = new AtomicReference<>();
        Thread other = Thread.ofPlatform().start(() -> {
            try {
                first.set(new Solver(store, steps.runners(), NOON, new Semaphore(1))
                        .solve(
                                List.of(whole),
                                new Solver.Session(
                                        event -> {},
                                        BuildRequest.SandboxRules.DEFAULT,
                                        MissCauses.UNKNOWN,
                                        StepLog.NONE)));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        running.await();
        int before = store.lookups.get();
        Thread release = Thread.ofPlatform().start(() -> {
            while (store.lookups.get() == before) {
                Thread.onSpinWait();
            }
            otherIsThere.countDown();
        });

        Solution second = solve(whole);
        other.join();
        release.join();

        assertThat(steps.ran).containsExactly("slow");
        assertThat(second.of(slow)).isEqualTo(first.get().of(slow));
        assertThat(outcome(slow)).isEqualTo(new CacheOutcome.Shared());
    }

    @Test
    void stepThatChangesNothing_addsNoLayer() throws InterruptedException {
        ToyGraph graph = new ToyGraph();
        steps.work.put("true", () -> "");
        Vertex one = graph.run("one", graph.scratch());
        Vertex nothing = graph.run("true", one);

        Solution solution = solve(graph.result(nothing));

        assertThat(solution.of(nothing).snapshot()).isEqualTo(solution.of(one).snapshot());
        assertThat(solution.of(nothing).added()).isEmpty();
    }

    @Test
    void events_planFirstThenStartBeforeEnd() throws InterruptedException {
        ToyGraph graph = new ToyGraph();
        Vertex one = graph.run("one", graph.scratch());

        solve(graph.result(one));

        assertThat(events.getFirst()).isInstanceOf(BuildEvent.GraphPlanned.class);
        assertThat(events.stream().filter(event -> isAbout(event, one)).map(Object::getClass))
                .containsExactly((Class) BuildEvent.VertexStarted.class, (Class) BuildEvent.VertexCompleted.class);
    }

    private static boolean isAbout(BuildEvent event, Vertex vertex) {
        return switch (event) {
            case BuildEvent.VertexStarted started -> started.vertex().equals(vertex.digest());
            case BuildEvent.VertexCompleted completed -> completed.vertex().equals(vertex.digest());
            default -> false;
        };
    }

    @Test
    void unsolvedVertex_isAFault() throws InterruptedException {
        ToyGraph graph = new ToyGraph();
        Solution solution = solve(graph.result(graph.scratch()));
        Digest stranger = Digest.of(new byte[] {7});

        assertThatThrownBy(() -> solution.of(stranger)).isInstanceOf(IllegalStateException.class);
    }
}
