package dev.slipway.engine.layering;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Draws that make a scenario. Whatever names something made before does so by a number, counted around: every part can
 * be left out or made smaller by itself, which is what shrinking does.
 *
 * @param program number of the program that the last stage runs at its end; empty for none
 */
record RandomScenario(
        List<List<List<TreeChange>>> images,
        List<TreeChange> context,
        List<Stage> stages,
        Node.Times times,
        Optional<Integer> program) {

    /** Programs that change what lower layers have. */
    static final List<String> PROGRAMS = List.of(
            "$B rm -rf /a && $B mkdir /a && echo new > /a/n",
            "$B chmod -R go-rwx /a /b",
            "$B mv /a /moved; $B mv /f /b/f",
            "$B mkdir -p /c/d && echo run > /c/d/r && $B ln /c/d/r /c/s",
            "$B chown -R 5:6 /b; $B rm -f /b/f",
            "$B rm -rf /f /b/d; $B mkdir /f; $B ln -s /c /b/d",
            "$B touch /a; $B rm -rf /b");

    /** @param base number of what FROM names */
    record Stage(int base, List<Step> steps) {}

    /** An instruction. */
    sealed interface Step {
        /**
         * COPY.
         *
         * @param from number of where from: the context, an image, an earlier stage
         */
        record Copy(int from, List<String> sources, String destination, List<String> flags) implements Step {}

        /** WORKDIR. */
        record WorkDirectory(String path) implements Step {}

        /** COPY of a heredoc. */
        record Write(String path) implements Step {}
    }

    Scenario scenario() {
        Map<String, List<List<TreeChange>>> named = new LinkedHashMap<>();
        for (List<List<TreeChange>> layers : images) {
            named.put("image" + named.size(), layers);
        }
        // a program's times are those of the run
        Node.Times sound = program.isPresent() ? Node.Times.VARIED : times;
        return new Scenario(named, context, dockerfile(), sound);
    }

    private String dockerfile() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            List<String> bases = new ArrayList<>(List.of("scratch"));
            bases.addAll(layered(i));
            text.append("FROM ").append(pick(bases, stage.base()));
            text.append(" AS stage").append(i).append('\n');
            for (Step step : stage.steps()) {
                text.append(instruction(step, i)).append('\n');
            }
        }
        program.ifPresent(number -> text.append("RUN --mount=type=bind,from=tools,target=/.tools ")
                .append("[\"/.tools/busybox\", \"sh\", \"-c\", \"B=/.tools/busybox; ")
                .append(pick(PROGRAMS, number))
                .append("; true\"]\n"));
        return text.toString();
    }

    private List<String> layered(int stagesBefore) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            names.add("image" + i);
        }
        for (int i = 0; i < stagesBefore; i++) {
            names.add("stage" + i);
        }
        return names;
    }

    private String instruction(Step step, int stage) {
        return switch (step) {
            case Step.WorkDirectory(String path) -> "WORKDIR " + path;
            case Step.Write(String path) -> "COPY <<heredoc " + path + "\nheredoc text\nheredoc";
            case Step.Copy(int number, List<String> sources, String destination, List<String> flags) -> {
                List<String> places = new ArrayList<>(List.of(""));
                places.addAll(layered(stage));
                String from = pick(places, number);
                List<String> words = new ArrayList<>(List.of("COPY"));
                if (!from.isEmpty()) {
                    words.add("--from=" + from);
                }
                words.addAll(flags);
                words.addAll(sources);
                words.add(destination);
                yield String.join(" ", words);
            }
        };
    }

    private static <T> T pick(List<T> from, int number) {
        return from.get(number % from.size());
    }

    /** Short: what failed is shown as a script. */
    @Override
    public String toString() {
        return images.size() + " images, " + stages.size() + " stages";
    }
}
