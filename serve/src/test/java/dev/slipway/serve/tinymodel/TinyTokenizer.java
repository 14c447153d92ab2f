package dev.slipway.serve.tinymodel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A byte-level BPE tokenizer trained on a text: 256 byte tokens, then one token for each merge, then the special tokens.
 *
 * <p>Tokens are written in GPT-2's alphabet, where every byte has a printable character. Training merges the most frequent
 * pair until the vocabulary is full; ties go to the pair that sorts first, so equal texts give equal tokenizers.
 */
final class TinyTokenizer {
    /** GPT-2's split: contractions, words, numbers, punctuation, white space. */
    private static final Pattern WORDS =
            Pattern.compile("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");

    private static final String[] ALPHABET = alphabet();

    private final List<String> tokens = new ArrayList<>();
    private final List<Pair> merges = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<String> specials;

    private record Pair(String left, String right) implements Comparable<Pair> {
        private static final Comparator<Pair> ORDER =
                Comparator.comparing(Pair::left).thenComparing(Pair::right);

        @Override
        public int compareTo(Pair other) {
            return ORDER.compare(this, other);
        }
    }

    private TinyTokenizer(List<String> specials) {
        this.specials = List.copyOf(specials);
    }

    /** @param vocabulary number of tokens, special ones included */
    static TinyTokenizer train(String text, int vocabulary, List<String> specials) {
        TinyTokenizer made = new TinyTokenizer(specials);
        for (String letter : ALPHABET) {
            made.add(letter);
        }
        Map<String, Integer> counts = new LinkedHashMap<>();
        WORDS.matcher(text).results().forEach(match -> counts.merge(match.group(), 1, Integer::sum));
        Map<List<String>, Integer> words = new LinkedHashMap<>();
        counts.forEach((word, count) -> words.put(letters(word), count));
        while (made.tokens.size() < vocabulary - specials.size()) {
            Pair best = mostFrequent(words);
            made.merges.add(best);
            made.add(best.left() + best.right());
            merge(words, best);
        }
        specials.forEach(made::add);
        return made;
    }

    List<String> tokens() {
        return List.copyOf(tokens);
    }

    /** As GGUF has them: both parts with a space between. */
    List<String> merges() {
        return merges.stream().map(pair -> pair.left() + " " + pair.right()).toList();
    }

    /** 3 (control) for special tokens, 1 (normal) for others. */
    int[] types() {
        return tokens.stream()
                .mapToInt(token -> specials.contains(token) ? 3 : 1)
                .toArray();
    }

    int id(String token) {
        return ids.get(token);
    }

    /** Special tokens in the text become their tokens. */
    int[] encode(String text) {
        List<Integer> found = new ArrayList<>();
        encode(text, found);
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    private void encode(String text, List<Integer> into) {
        for (String special : specials) {
            int at = text.indexOf(special);
            if (at >= 0) {
                encode(text.substring(0, at), into);
                into.add(id(special));
                encode(text.substring(at + special.length()), into);
                return;
            }
        }
        WORDS.matcher(text).results().forEach(match -> {
            List<String> parts = letters(match.group());
            merges.forEach(pair -> replace(parts, pair));
            parts.forEach(part -> into.add(id(part)));
        });
    }

    private void add(String token) {
        ids.put(token, tokens.size());
        tokens.add(token);
    }

    private static Pair mostFrequent(Map<List<String>, Integer> words) {
        Map<Pair, Integer> pairs = new TreeMap<>();
        words.forEach((parts, count) -> {
            for (int i = 0; i + 1 < parts.size(); i++) {
                pairs.merge(new Pair(parts.get(i), parts.get(i + 1)), count, Integer::sum);
            }
        });
        Entry<Pair, Integer> best = null;
        for (Entry<Pair, Integer> entry : pairs.entrySet()) {
            if (best == null || entry.getValue() > best.getValue()) {
                best = entry;
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("text: too short (expected: enough pairs for the vocabulary)");
        }
        return best.getKey();
    }

    private static void merge(Map<List<String>, Integer> words, Pair pair) {
        Map<List<String>, Integer> merged = new LinkedHashMap<>();
        words.forEach((parts, count) -> {
            List<String> copy = new ArrayList<>(parts);
            replace(copy, pair);
            merged.put(copy, count);
        });
        words.clear();
        words.putAll(merged);
    }

    private static void replace(List<String> parts, Pair pair) {
        for (int i = 0; i + 1 < parts.size(); i++) {
            if (parts.get(i).equals(pair.left()) && parts.get(i + 1).equals(pair.right())) {
                parts.set(i, pair.left() + pair.right());
                parts.remove(i + 1);
            }
        }
    }

    private static List<String> letters(String word) {
        List<String> letters = new ArrayList<>();
        for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
            letters.add(ALPHABET[b & 0xff]);
        }
        return letters;
    }

    /** Printable bytes stand for themselves, the others for the characters from U+0100 on, in order. */
    private static String[] alphabet() {
        String[] letters = new String[256];
        int next = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
            letters[b] = Character.toString(printable ? b : next++);
        }
        return letters;
    }
}
