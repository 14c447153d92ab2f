package dev.slipway.serve.embedded.constraint;

import dev.slipway.serve.engine.ServeException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A compiled constraint. Its states are sets of places in the program, each with the calls it has to return from; they are
 * found once and then only looked up, as are the tokens that a state allows. Safe for any thread.
 */
public final class Grammar {
    /** Calls within calls; values that nest deeper are not generated. */
    private static final int DEEPEST = 64;

    private static final int MOST_PLACES = 20_000;
    private static final int MOST_STATES = 4_000;
    /** Places that are looked at to find the tokens of one state; other requests wait meanwhile. */
    private static final long MOST_WORK = 4_000_000;

    private static final int KEPT_MASKS = 128;

    private final String name;
    private final Program program;
    private final TokenTrie trie;
    private final Map<Set<Place>, State> states = new HashMap<>();
    private final Map<State, BitSet> masks = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<State, BitSet> eldest) {
            return size() > KEPT_MASKS;
        }
    };
    private final State start;
    private long work;

    /** A call that was made. */
    private static final class Frame {
        final int back;
        final @Nullable Frame caller;
        final int depth;
        private final int hash;

        Frame(int back, @Nullable Frame caller) {
            this.back = back;
            this.caller = caller;
            depth = caller == null ? 1 : caller.depth + 1;
            hash = back * 31 + (caller == null ? 0 : caller.hash);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object object) {
            Object left = this;
            Object right = object;
            while (left != right) {
                if (!(left instanceof Frame one)
                        || !(right instanceof Frame other)
                        || one.hash != other.hash
                        || one.back != other.back) {
                    return false;
                }
                left = one.caller;
                right = other.caller;
            }
            return true;
        }
    }

    private record Place(int at, @Nullable Frame frame) {}

    /** @param places those that read a byte */
    private record State(
            Set<Place> places, boolean complete, @Nullable State[] next) {
        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }
    }

    Grammar(String name, Program program, TokenTrie trie) {
        this.name = name;
        this.program = program;
        this.trie = trie;
        Closure closure = new Closure();
        closure.add(new Place(0, null));
        start = closure.state();
        if (closure.isEmpty()) {
            throw ServeException.invalid(
                    name + ": no text is like that (expected: a constraint that some text fulfils)");
        }
    }

    /** The state of an answer that has these tokens already. */
    public ConstraintState begin(int[] tokens) {
        ConstraintState state = new ConstraintState(new Cursor(), trie);
        for (int token : tokens) {
            state.take(token);
        }
        return state;
    }

    /** Where an answer is. */
    final class Cursor {
        private @Nullable State state = start;

        boolean isComplete() {
            return state != null && state.complete();
        }

        boolean canGoOn() {
            return state != null && !state.places().isEmpty();
        }

        void take(byte[] bytes) {
            synchronized (Grammar.this) {
                work = 0;
                for (byte b : bytes) {
                    state = state == null ? null : step(state, b & 0xff);
                }
            }
        }

        /** The tokens that may follow. */
        BitSet allowed() {
            State from = state;
            if (from == null) {
                return new BitSet();
            }
            synchronized (Grammar.this) {
                BitSet known = masks.get(from);
                if (known == null) {
                    known = new BitSet();
                    work = 0;
                    walk(from, trie.root(), known);
                    masks.put(from, known);
                }
                return known;
            }
        }
    }

    private void walk(State state, int node, BitSet allowed) {
        for (int child = trie.child(node); child >= 0; child = trie.sibling(child)) {
            State next = step(state, trie.label(child));
            if (next != null) {
                for (int token = trie.token(child); token >= 0; token = trie.same(token)) {
                    allowed.set(token);
                }
                walk(next, child, allowed);
            }
        }
    }

    private @Nullable State step(State state, int b) {
        State known = state.next()[b];
        if (known != null) {
            return known;
        }
        work += state.places().size();
        if (work > MOST_WORK) {
            throw ServeException.invalid(
                    name + ": too many ways to go on (expected: fewer repetitions within repetitions)");
        }
        Closure closure = new Closure();
        for (Place place : state.places()) {
            if (program.reads(place.at(), b)) {
                closure.add(new Place(place.at() + 1, place.frame()));
            }
        }
        if (closure.isEmpty()) {
            return null;
        }
        State next = closure.state();
        state.next()[b] = next;
        return next;
    }

    /** Follows forks, calls and returns until a byte is read. */
    private final class Closure {
        private final Set<Place> seen = new HashSet<>();
        private final Set<Place> reading = new HashSet<>();
        private final Deque<Place> open = new ArrayDeque<>();
        private boolean complete;

        void add(Place place) {
            go(place);
            while (!open.isEmpty()) {
                follow(open.pop());
            }
        }

        boolean isEmpty() {
            return reading.isEmpty() && !complete;
        }

        State state() {
            if (reading.isEmpty()) {
                return new State(Set.of(), complete, new State[256]);
            }
            if (states.size() > MOST_STATES) {
                // Begins anew; answers that are under way keep the states they are in.
                states.clear();
                masks.clear();
                Arrays.fill(start.next(), null);
            }
            // Complete is a function of how the places were reached, so it is part of the key: a place past the
            // program.
            Set<Place> key = new HashSet<>(reading);
            if (complete) {
                key.add(new Place(-1, null));
            }
            return states.computeIfAbsent(key, places -> new State(Set.copyOf(reading), complete, new State[256]));
        }

        private void follow(Place place) {
            switch (program.operation(place.at())) {
                case Program.BYTES -> reading.add(place);
                case Program.FORK -> {
                    go(new Place(program.first(place.at()), place.frame()));
                    go(new Place(program.second(place.at()), place.frame()));
                }
                case Program.CALL -> {
                    Frame frame = new Frame(place.at() + 1, place.frame());
                    if (frame.depth <= DEEPEST) {
                        go(new Place(program.first(place.at()), frame));
                    }
                }
                default -> {
                    if (place.frame() == null) {
                        complete = true;
                    } else {
                        go(new Place(place.frame().back, place.frame().caller));
                    }
                }
            }
        }

        private void go(Place place) {
            if (seen.add(place)) {
                if (seen.size() > MOST_PLACES) {
                    throw ServeException.invalid(
                            name + ": ambiguous beyond measure (expected: fewer ways to read one text)");
                }
                open.push(place);
            }
        }
    }
}
