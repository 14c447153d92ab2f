package dev.slipway.advise.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A rule's cases, one a line: {@code RULE | text | lines}. In the text {@code ¶} is a line end; a text without FROM
 * gets {@code FROM a:1} as its first line. Lines are those of the findings, nothing for none.
 */
record RuleCases(String rule, String text, List<Integer> lines) {
    static List<RuleCases> read(String resource) throws IOException {
        List<RuleCases> cases = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(RuleCases.class.getResourceAsStream(resource), resource)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    int first = line.indexOf(" | ");
                    int last = line.lastIndexOf(" |");
                    String text = line.substring(first + 3, last).replace('¶', '\n');
                    String whole = text.toLowerCase(java.util.Locale.ROOT).contains("from ") || text.startsWith("FROM")
                            ? text
                            : "FROM a:1\n" + text;
                    cases.add(new RuleCases(line.substring(0, first), whole + "\n", numbers(line.substring(last + 2))));
                }
            }
        }
        return cases;
    }

    private static List<Integer> numbers(String text) {
        return text.isBlank()
                ? List.of()
                : List.of(text.strip().split(" ", -1)).stream()
                        .map(Integer::parseInt)
                        .toList();
    }

    @Override
    public String toString() {
        return rule + ": " + text.replace('\n', '¶') + " -> " + lines;
    }
}
