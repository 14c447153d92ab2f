package dev.slipway.engine.sandbox;

import dev.slipway.engine.step.StepException;
import dev.slipway.plan.graph.ExecSpec;
import dev.slipway.plan.request.BuildRequest.SandboxRules;
import dev.slipway.plan.request.BuildRequest.SecretSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.function.Function;

/** Reads secrets at the moment a step needs them; never keeps one. */
final class SecretValues {
    /** BuildKit's own bound. */
    private static final int MOST_BYTES = 500 * 1024;

    private final SandboxRules rules;
    private final Function<String, Optional<String>> environment;

    SecretValues(SandboxRules rules, Function<String, Optional<String>> environment) {
        this.rules = rules;
        this.environment = environment;
    }

    /** Empty when it was not given and need not be. */
    Optional<byte[]> read(ExecSpec.Mount.Secret secret) throws IOException {
        SecretSource source = rules.secrets().get(secret.id());
        Optional<byte[]> value = source == null ? Optional.empty() : value(secret.id(), source);
        if (value.isEmpty() && secret.required()) {
            throw new StepException(
                    StepException.Code.MISSING_SECRET,
                    "cannot run step: no secret \"" + secret.id() + "\" (expected: one of that id)",
                    StepException.Facts.hint("give it: --secret id=" + secret.id() + ",src=FILE"));
        }
        return value;
    }

    private Optional<byte[]> value(String id, SecretSource source) throws IOException {
        return switch (source) {
            case SecretSource.FromEnvironment variable ->
                environment.apply(variable.variable()).map(text -> text.getBytes(StandardCharsets.UTF_8));
            case SecretSource.FromFile file -> Optional.of(read(id, file));
        };
    }

    private static byte[] read(String id, SecretSource.FromFile file) throws IOException {
        try (InputStream in = Files.newInputStream(file.path())) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw unreadable(id, file, "more than " + MOST_BYTES + " bytes");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw unreadable(id, file, "no such file");
        }
    }

    private static StepException unreadable(String id, SecretSource.FromFile file, String why) {
        return new StepException(
                StepException.Code.MISSING_SECRET,
                "cannot read secret \"" + id + "\" from \"" + file.path() + "\": " + why
                        + " (expected: a file of at most 500 KiB)",
                StepException.Facts.hint("check the path after src="));
    }
}
