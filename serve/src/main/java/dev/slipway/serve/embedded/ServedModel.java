package dev.slipway.serve.embedded;

import dev.slipway.serve.embedded.constraint.Constraints;
import dev.slipway.serve.embedded.gguf.GgufFile;
import dev.slipway.serve.embedded.gguf.ModelCheck;
import dev.slipway.serve.embedded.gguf.ModelFiles;
import dev.slipway.serve.embedded.llama.LlamaContext;
import dev.slipway.serve.embedded.llama.LlamaModel;
import dev.slipway.serve.embedded.llama.TrialLoad;
import dev.slipway.serve.embedded.llama.Vocabulary;
import dev.slipway.serve.embedded.schedule.Scheduler;
import dev.slipway.serve.engine.ModelInfo;
import dev.slipway.serve.engine.ServeException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** One model that is served, with the scheduler that runs it. Closed, or drained, once. */
final class ServedModel implements AutoCloseable {
    /** Most tokens of one computation; a larger batch takes more memory and is no faster on processors. */
    private static final int BATCH = 256;

    private final LlamaModel model;
    private final Scheduler scheduler;
    private final ModelText text;
    private final Constraints constraints;
    private final ModelInfo info;

    private ServedModel(LlamaModel model, Scheduler scheduler, ModelInfo info) {
        this.model = model;
        this.scheduler = scheduler;
        this.info = info;
        text = new ModelText(model.vocabulary(), model.file());
        constraints = new Constraints(model.vocabulary());
    }

    /**
     * Reads the model.
     *
     * @param version which weights these are, counted from 1
     */
    static ServedModel load(EmbeddedConfig config, int version) {
        GgufFile file = judge(config.model());
        Path path = file.path();
        int context = contextLength(config, file);
        long tokens = (long) context * config.slots();
        if (tokens > 1 << 30) {
            throw ServeException.invalid("context_length: " + context + " in " + config.slots()
                    + " slots (expected: at most " + (1 << 30) + " tokens)");
        }
        Memory.require(file.bytes() + tokens * file.cacheBytesPerToken() + computeBytes(file), path);
        LlamaModel model = LlamaModel.load(file);
        try {
            var shape = new LlamaContext.Shape(
                    (int) tokens,
                    (int) Math.min(tokens, Math.max(BATCH, 2 * config.slots())),
                    config.slots(),
                    config.threads());
            return new ServedModel(model, new Scheduler(model, shape), info(config, file, context, version));
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** Finds the model and looks whether it can be served, in another process where that may end it; refuses it otherwise. */
    static GgufFile judge(Path model) {
        GgufFile file = GgufFile.read(ModelFiles.find(model));
        ModelCheck.check(file);
        TrialLoad.run(file);
        return file;
    }

    ModelInfo info() {
        return info;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Vocabulary vocabulary() {
        return model.vocabulary();
    }

    GgufFile file() {
        return model.file();
    }

    ModelText text() {
        return text;
    }

    Constraints constraints() {
        return constraints;
    }

    /** Ends when all that it was given is answered; the model is freed then. */
    CompletionStage<Void> drain() {
        return scheduler.drain().thenRun(model::close);
    }

    @Override
    public void close() {
        scheduler.close();
        model.close();
    }

    /** About what one computation takes: logits of a whole batch, and some rows of the model's width. */
    private static long computeBytes(GgufFile file) {
        return BATCH * 4L * (file.vocabularySize() + 64L * file.embeddingLength());
    }

    private static int contextLength(EmbeddedConfig config, GgufFile file) {
        int trained = file.contextLength();
        int wanted = config.contextLength().orElse(Math.min(trained, EmbeddedConfig.DEFAULT_CONTEXT));
        if (wanted > trained) {
            throw ServeException.invalid("context_length: " + wanted + " (expected: at most " + trained
                    + ", which the model was trained for)");
        }
        return wanted;
    }

    private static ModelInfo info(EmbeddedConfig config, GgufFile file, int context, int version) {
        String name = config.name().orElse(file.path().getFileName().toString().replaceFirst("\\.gguf$", ""));
        return new ModelInfo(
                name,
                config.model().toString(),
                context,
                true,
                EnumSet.allOf(ModelInfo.Capability.class),
                Map.of(
                        "model_type", file.architecture(),
                        "weight_version", Integer.toString(version),
                        "has_chat_template",
                                Boolean.toString(file.chatTemplate().isPresent())));
    }
}
