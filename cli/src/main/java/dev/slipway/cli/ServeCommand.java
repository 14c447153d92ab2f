package dev.slipway.cli;

import static dev.slipway.cli.Options.text;

import dev.slipway.serve.InferenceServer;
import dev.slipway.serve.config.ConfigReader;
import dev.slipway.serve.config.EngineChoice;
import dev.slipway.serve.config.Given;
import dev.slipway.serve.config.ServeConfig;
import dev.slipway.serve.config.Setting;
import dev.slipway.serve.engine.InferenceEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.OptionSpec;

/** {@code slipway serve}: runs until it is told to end, and then lets what runs end first. */
final class ServeCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Session session;
    private final List<Given> given = new ArrayList<>();

    ServeCommand(Session session) {
        this.session = session;
    }

    CommandModel model(NamedOptions named) {
        CommandModel model = CommandModel.of(
                "serve", "Serves a model, or engines elsewhere, over gRPC (sglang.runtime.v1) and HTTP.", named, this);
        for (Setting setting : Setting.values()) {
            model.options(option(setting, "--" + setting.flag()));
        }
        for (Setting.Deprecated old : Setting.Deprecated.ALL) {
            model.options(option(old.now(), "--" + old.name()).hidden(true));
        }
        return model;
    }

    private OptionSpec.Builder option(Setting setting, String name) {
        OptionSpec.Builder option =
                text(value -> value.ifPresent(each -> given.add(new Given(setting, each, name))), name);
        if (setting.isSwitch()) {
            option.arity("0..1").fallbackValue("true").paramLabel("true|false");
        } else {
            option.paramLabel(setting.placeholder());
        }
        String help = Character.toUpperCase(setting.help().charAt(0))
                + setting.help().substring(1) + "."
                + setting.variable().map(each -> " Also: $" + each + ".").orElse("");
        return option.description(help.replace("%", "%%"));
    }

    @Override
    public Integer call() throws InterruptedException {
        warnOfOldNames();
        ServeConfig config = ConfigReader.read(given, session.environment());
        EngineChoice choice = config.engine().orElseThrow();
        try (InferenceEngine engine = choice.open()) {
            serve(config, engine);
        }
        return Main.OK;
    }

    private void warnOfOldNames() {
        for (Setting.Deprecated old : Setting.Deprecated.ALL) {
            if (given.stream().anyMatch(each -> each.origin().equals("--" + old.name()))) {
                session.err()
                        .println("warning: --" + old.name() + " is deprecated, use --"
                                + old.now().flag());
            }
        }
    }

    private void serve(ServeConfig config, InferenceEngine engine) throws InterruptedException {
        InferenceServer server = InferenceServer.start(config, engine, session.err()::println);
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = Thread.ofPlatform().unstarted(() -> {
            session.err().println("ending: no new requests, those that run have " + PATIENCE.toSeconds() + " s");
            try {
                server.shutdown(PATIENCE);
            } catch (InterruptedException e) {
                server.close();
            }
            ended.countDown();
        });
        Runtime.getRuntime().addShutdownHook(hook);
        session.out().println("serving " + engine.model().name());
        String scheme = config.security().tls().isPresent() ? "https" : "http";
        String host = config.ports().host();
        session.out().println("  HTTP  " + scheme + "://" + host + ":" + server.httpPort() + "/docs");
        server.grpcPort().ifPresent(port -> session.out().println("  gRPC  " + host + ":" + port));
        server.metricsPort()
                .ifPresent(port -> session.out().println("  metrics  http://" + host + ":" + port + "/metrics"));
        session.out().flush();
        ended.await();
    }
}
