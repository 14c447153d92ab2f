package dev.slipway.advise.check.hadolint;

import static dev.slipway.advise.check.Severity.ERROR;
import static dev.slipway.advise.check.Severity.INFO;
import static dev.slipway.advise.check.Severity.WARNING;

import dev.slipway.advise.check.DockerfileView;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.StageView;
import dev.slipway.advise.check.Step;
import dev.slipway.advise.check.ViewRule;
import dev.slipway.dockerfile.CommandLine;
import dev.slipway.dockerfile.HealthcheckSpec;
import dev.slipway.dockerfile.Instruction;
import dev.slipway.dockerfile.KeyValue;
import dev.slipway.dockerfile.Word;
import dev.slipway.dockerfile.syntax.SyntaxNode.CommentNode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Instructions that set the image's configuration. */
final class Instructions {
    private static final int LAST_PORT = 65535;
    private static final Pattern SECRET =
            Pattern.compile("api_key|client_key|password|private|secret|token|username", Pattern.CASE_INSENSITIVE);
    private static final Set<String> SECRETS = Set.of(
            "APPLICATION_KEY",
            "AWS_ACCESS_KEY_ID",
            "CI_DEPLOY_USER",
            "DOCKER_EMAIL",
            "FACEBOOK_APP_ID",
            "HEROKU_API_USER",
            "OKTA_AUTHN_GROUPID",
            "OKTA_CLIENT_ORGURL",
            "OKTA_OAUTH2_CLIENTID",
            "STRIPE_DEVICE_NAME",
            "TRAVIS_OS_NAME",
            "TRAVIS_SUDO");

    static final List<ViewRule> RULES = List.of(
            Dl.rule(
                    "DL1001",
                    INFO,
                    "Rules should not be ignored by comments",
                    (view, hits) -> view.tree().nodes().forEach(node -> {
                        if (node instanceof CommentNode comment
                                && comment.comment().matches("hadolint\\s+ignore\\s*=.*")) {
                            hits.at(comment.span());
                        }
                    })),
            Dl.rule(
                    "DL3000",
                    ERROR,
                    "WORKDIR should be absolute",
                    (view, hits) -> words(view, Instruction.Workdir.class, Instruction.Workdir::path)
                            .filter(path -> !isAbsolute(path))
                            .forEach(path -> hits.at(path.span()))),
            Dl.rule("DL3002", WARNING, "The last USER should not be root", Instructions::root),
            Dl.rule(
                    "DL3011",
                    ERROR,
                    "Ports go from 0 to 65535",
                    (view, hits) -> view.steps()
                            .map(Step::instruction)
                            .filter(Instruction.Expose.class::isInstance)
                            .flatMap(expose -> ((Instruction.Expose) expose).ports().stream())
                            .filter(Instructions::isNoPort)
                            .forEach(port -> hits.at(port.span()))),
            repeated("DL3012", ERROR, "Of several HEALTHCHECKs only the last counts", Instruction.Healthcheck.class),
            Dl.rule(
                    "DL3025",
                    WARNING,
                    "CMD, ENTRYPOINT and HEALTHCHECK should be JSON arrays",
                    (view, hits) -> view.steps()
                            .filter(step -> !step.trigger())
                            .map(Step::instruction)
                            .filter(Instructions::isShellForm)
                            .forEach(instruction -> hits.at(DockerfileView.keyword(instruction)))),
            Dl.rule("DL3044", ERROR, "ENV cannot use what it defines itself", Instructions::selfReference),
            Dl.rule("DL3057", INFO, "The image has no HEALTHCHECK", Instructions::noHealthcheck),
            Dl.rule(
                    "DL3064",
                    WARNING,
                    "Secrets should not be given as ARG or ENV",
                    (view, hits) -> view.steps()
                            .forEach(step -> pairs(step.instruction()).stream()
                                    .filter(pair ->
                                            SECRET.matcher(pair.key().text()).find()
                                                    || SECRETS.contains(
                                                            pair.key().text().toUpperCase(Locale.ROOT)))
                                    .findFirst()
                                    .ifPresent(pair -> hits.at(pair.key().span())))),
            Dl.rule("DL3066", INFO, "USER by name may mean another user on the host", Instructions::namedUser),
            Dl.instruction(
                    "DL4000",
                    ERROR,
                    "MAINTAINER is deprecated",
                    instruction -> instruction instanceof Instruction.Maintainer),
            repeated("DL4003", WARNING, "Of several CMDs only the last counts", Instruction.Cmd.class),
            repeated("DL4004", ERROR, "Of several ENTRYPOINTs only the last counts", Instruction.Entrypoint.class));

    private Instructions() {}

    private static <T extends Instruction> java.util.stream.Stream<Word> words(
            DockerfileView view, Class<T> type, java.util.function.Function<T, Word> word) {
        return view.steps()
                .filter(step -> !step.trigger())
                .map(Step::instruction)
                .filter(type::isInstance)
                .map(type::cast)
                .map(word);
    }

    /** A variable may well be absolute. */
    static boolean isAbsolute(Word path) {
        String bare = Dl.bare(path.text());
        return bare.startsWith("/") || bare.startsWith("$") || bare.matches("[A-Za-z]:.*");
    }

    private static ViewRule repeated(String id, Severity severity, String summary, Class<? extends Instruction> type) {
        return Dl.rule(
                id,
                severity,
                summary,
                (view, hits) -> view.stages()
                        .forEach(stage -> stage.stage().instructions().stream()
                                .filter(type::isInstance)
                                .skip(1)
                                .forEach(instruction -> hits.at(DockerfileView.keyword(instruction)))));
    }

    private static void root(DockerfileView view, ViewRule.Hits hits) {
        Predicate<String> root = user -> user.equals("root") || user.equals("0") || user.matches("(root|0):.*");
        for (StageView stage : view.stages()) {
            List<Word> users = stage.stage().instructions().stream()
                    .filter(Instruction.User.class::isInstance)
                    .map(instruction -> ((Instruction.User) instruction).user())
                    .toList();
            if (!users.isEmpty() && root.test(Dl.bare(users.getLast().text()))) {
                hits.at(users.getLast().span());
            }
        }
    }

    private static boolean isNoPort(Word word) {
        String port = Dl.bare(word.text()).replaceFirst("/.*", "");
        return port.matches("[0-9]+(-[0-9]+)?")
                && java.util.Arrays.stream(port.split("-", -1))
                        .anyMatch(number -> number.length() > 9 || Integer.parseInt(number) > LAST_PORT);
    }

    private static boolean isShellForm(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Cmd cmd -> cmd.command() instanceof CommandLine.ShellForm;
            case Instruction.Entrypoint entrypoint -> entrypoint.command() instanceof CommandLine.ShellForm;
            case Instruction.Healthcheck health ->
                health.check() instanceof HealthcheckSpec.Command check
                        && check.command() instanceof CommandLine.ShellForm;
            default -> false;
        };
    }

    static List<KeyValue> pairs(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Arg argument -> argument.arguments();
            case Instruction.Env env -> env.variables();
            default -> List.of();
        };
    }

    private static void selfReference(DockerfileView view, ViewRule.Hits hits) {
        Set<String> defined = new HashSet<>();
        for (Step step : view.steps().filter(step -> !step.trigger()).toList()) {
            List<KeyValue> pairs = pairs(step.instruction());
            if (step.instruction() instanceof Instruction.Env) {
                for (KeyValue pair : pairs) {
                    String name = pair.key().text();
                    if (!defined.contains(name)) {
                        pairs.stream()
                                .filter(other -> other != pair)
                                .flatMap(other -> other.value().stream())
                                .filter(value -> refersTo(value.text(), name))
                                .findFirst()
                                .ifPresent(value -> hits.at(value.span()));
                    }
                }
            }
            pairs.forEach(pair -> defined.add(pair.key().text()));
        }
    }

    private static boolean refersTo(String text, String name) {
        return Pattern.compile("\\$(\\{" + Pattern.quote(name) + "\\}|" + Pattern.quote(name) + "(?![A-Za-z0-9_]))")
                .matcher(text)
                .find();
    }

    /** A stage is fine when it, a base of it, or one that starts from it has a check. */
    private static void noHealthcheck(DockerfileView view, ViewRule.Hits hits) {
        Set<Integer> good = new HashSet<>();
        for (StageView stage : view.stages()) {
            boolean checked = stage.stage().instructions().stream().anyMatch(Instruction.Healthcheck.class::isInstance);
            if (checked) {
                for (StageView at = stage; at != null; at = at.parent().orElse(null)) {
                    good.add(at.stage().index());
                }
            } else if (stage.parent()
                    .filter(parent -> good.contains(parent.stage().index()))
                    .isPresent()) {
                good.add(stage.stage().index());
            }
        }
        view.stages().stream()
                .filter(stage -> !good.contains(stage.stage().index()))
                .forEach(stage -> hits.at(DockerfileView.keyword(stage.from())));
    }

    private static void namedUser(DockerfileView view, ViewRule.Hits hits) {
        Set<String> arguments = new HashSet<>();
        view.dockerfile()
                .globalArguments()
                .forEach(one ->
                        one.arguments().forEach(pair -> arguments.add(pair.key().text())));
        for (Step step : view.steps().filter(step -> !step.trigger()).toList()) {
            switch (step.instruction()) {
                case Instruction.Arg argument ->
                    argument.arguments()
                            .forEach(pair -> arguments.add(pair.key().text()));
                case Instruction.User user -> {
                    String id = Dl.bare(user.user().text()).replaceFirst(":.*", "");
                    if (!id.matches("[0-9]+") && arguments.stream().noneMatch(name -> refersTo(id, name))) {
                        hits.at(user.user().span());
                    }
                }
                default -> {}
            }
        }
    }
}
