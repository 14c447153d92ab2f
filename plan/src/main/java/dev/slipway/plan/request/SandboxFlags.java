package dev.slipway.plan.request;

import dev.slipway.dockerfile.Suggestion;
import dev.slipway.plan.PlanException;
import dev.slipway.plan.request.BuildRequest.Entitlement;
import dev.slipway.plan.request.BuildRequest.ExtraHost;
import dev.slipway.plan.request.BuildRequest.SecretSource;
import dev.slipway.plan.request.BuildRequest.SshSource;
import dev.slipway.plan.request.BuildRequest.Ulimit;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the values of {@code docker buildx build}'s sandbox options. Pure: what the environment holds is handed in. Every
 * method fails with {@link PlanException} that names option, value and what was expected.
 */
public final class SandboxFlags {
    private static final List<String> ULIMITS = List.of(
            "as",
            "core",
            "cpu",
            "data",
            "fsize",
            "locks",
            "memlock",
            "msgqueue",
            "nice",
            "nofile",
            "nproc",
            "rss",
            "rtprio",
            "rttime",
            "sigpending",
            "stack");

    private final Path workingDirectory;
    private final Function<String, Optional<String>> environment;

    /**
     * @param workingDirectory what relative paths are relative to
     * @param environment the caller's variables
     */
    public SandboxFlags(Path workingDirectory, Function<String, Optional<String>> environment) {
        this.workingDirectory = workingDirectory;
        this.environment = environment;
    }

    /** A secret with its id. */
    public record NamedSecret(String id, SecretSource source) {}

    /** An SSH agent with its id. */
    public record NamedAgent(String id, SshSource source) {}

    /**
     * {@code --secret id=ID[,src=FILE|,env=VARIABLE][,type=file|env]}. Without a source it is the variable named like the
     * id where there is one, else the file of that name.
     */
    public NamedSecret secret(String text) {
        Map<String, String> fields = known("secret", text, List.of("type", "id", "src", "source", "env"));
        String type = fields.getOrDefault("type", "");
        String id = fields.getOrDefault("id", "");
        String file = fields.getOrDefault("src", fields.getOrDefault("source", ""));
        String variable = fields.getOrDefault("env", "");
        if (type.equals("env") && variable.isEmpty()) {
            variable = file;
            file = "";
        }
        boolean bothOrBad = !file.isEmpty() && !variable.isEmpty()
                || !List.of("", "file", "env").contains(type);
        if (id.isEmpty() || bothOrBad) {
            throw PlanException.badValue("secret \"" + text + "\"", "id=ID, and one of src=FILE or env=VARIABLE");
        }
        if (!variable.isEmpty()) {
            return new NamedSecret(id, new SecretSource.FromEnvironment(variable));
        }
        boolean fromVariable = file.isEmpty() && !type.equals("file") && (type.equals("env") || isSet(id));
        return new NamedSecret(
                id,
                fromVariable
                        ? new SecretSource.FromEnvironment(id)
                        : new SecretSource.FromFile(path(file.isEmpty() ? id : file)));
    }

    /** {@code --ssh default|ID[=SOCKET|KEY[,KEY…]]}; without paths the agent that {@code SSH_AUTH_SOCK} names. */
    public NamedAgent ssh(String text) {
        int equals = text.indexOf('=');
        String id = equals < 0 ? text : text.substring(0, equals);
        if (id.isEmpty()) {
            throw PlanException.badValue("ssh \"" + text + "\"", "default, or ID=SOCKET, or ID=KEY[,KEY…]");
        }
        if (equals < 0 || equals == text.length() - 1) {
            Path socket = environment
                    .apply("SSH_AUTH_SOCK")
                    .filter(path -> !path.isEmpty())
                    .map(Path::of)
                    .orElseThrow(() -> new PlanException(
                            PlanException.Code.BAD_VALUE,
                            "ssh \"" + text + "\" names no socket and SSH_AUTH_SOCK is not set (expected: an agent)",
                            Optional.of("start ssh-agent, or name key files: --ssh " + id + "=FILE")));
            return new NamedAgent(id, new SshSource.Agent(socket));
        }
        List<Path> files = Arrays.stream(text.substring(equals + 1).split(",", -1))
                .map(this::path)
                .toList();
        // Only the driver can tell a socket from a key; one path that is a socket is served as an agent.
        return new NamedAgent(id, new SshSource.Keys(files));
    }

    /** {@code --ulimit NAME=SOFT[:HARD]}; {@code -1} is unlimited. */
    public Ulimit ulimit(String text) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        if (equals < 1 || !ULIMITS.contains(name)) {
            throw new PlanException(
                    PlanException.Code.BAD_VALUE,
                    "ulimit \"" + text + "\" (expected: NAME=SOFT[:HARD] with NAME one of " + String.join(", ", ULIMITS)
                            + ")",
                    Suggestion.hint(name, ULIMITS));
        }
        String[] limits = text.substring(equals + 1).split(":", -1);
        long soft = limit(text, limits[0]);
        long hard = limits.length == 1 ? soft : limit(text, limits[1]);
        if (limits.length > 2 || hard != -1 && (soft == -1 || soft > hard)) {
            throw PlanException.badValue("ulimit \"" + text + "\"", "NAME=SOFT[:HARD], SOFT not above HARD");
        }
        return new Ulimit(name, soft, hard);
    }

    private static long limit(String text, String number) {
        boolean digits =
                !number.isEmpty() && number.length() < 19 && number.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits && !number.equals("-1")) {
            throw PlanException.badValue(
                    "ulimit \"" + text + "\": \"" + number + "\"", "a number, or -1 for unlimited");
        }
        return Long.parseLong(number);
    }

    /** {@code --add-host NAME:ADDRESS} or {@code NAME=ADDRESS}; brackets of an IPv6 address are taken off. */
    public ExtraHost extraHost(String text) {
        int mark = text.indexOf('=');
        mark = mark < 0 ? text.indexOf(':') : mark;
        String address = mark < 1 ? "" : text.substring(mark + 1);
        if (address.startsWith("[") && address.endsWith("]")) {
            address = address.substring(1, address.length() - 1);
        }
        if (address.equals("host-gateway")) {
            throw PlanException.unsupported(
                    "add-host \"" + text + "\": host-gateway is an address only a daemon knows",
                    "write the address; with the host's network it is 127.0.0.1");
        }
        if (!isAddress(address)) {
            throw PlanException.badValue("add-host \"" + text + "\"", "NAME:ADDRESS with an IPv4 or IPv6 address");
        }
        return new ExtraHost(text.substring(0, mark), address);
    }

    private static boolean isAddress(String text) {
        boolean v6 = text.indexOf(':') >= 0;
        String allowed = v6 ? "0123456789abcdefABCDEF:." : "0123456789.";
        if (text.isEmpty() || text.chars().anyMatch(c -> allowed.indexOf(c) < 0)) {
            return false;
        }
        return v6
                ? text.indexOf("::") == text.lastIndexOf("::")
                        && text.chars().filter(c -> c == ':').count() <= 7
                        && (text.contains("::")
                                || text.chars().filter(c -> c == ':').count() == 7)
                : Arrays.stream(text.split("\\.", -1))
                                        .filter(part ->
                                                !part.isEmpty() && part.length() < 4 && Integer.parseInt(part) < 256)
                                        .count()
                                == 4
                        && text.chars().filter(c -> c == '.').count() == 3;
    }

    /** {@code --shm-size}. */
    public long shmSize(String text) {
        return ByteSize.parse(text)
                .orElseThrow(() -> PlanException.badValue("shm-size \"" + text + "\"", "a size such as 64m or 2g"));
    }

    /** {@code --allow}. */
    public Entitlement entitlement(String text) {
        List<String> names =
                Arrays.stream(Entitlement.values()).map(Entitlement::flag).toList();
        return Arrays.stream(Entitlement.values())
                .filter(one -> one.flag().equals(text))
                .findFirst()
                .orElseThrow(() -> new PlanException(
                        PlanException.Code.BAD_VALUE,
                        "allow \"" + text + "\" (expected: " + String.join(" or ", names) + ")",
                        Suggestion.hint(text, names)));
    }

    /** {@code --network}. */
    public NetworkMode network(String text) {
        return NetworkMode.parse(text)
                .orElseThrow(() -> PlanException.badValue("network \"" + text + "\"", "default, none or host"));
    }

    private Map<String, String> known(String option, String text, List<String> keys) {
        Map<String, String> fields = CsvFields.pairs(option, text);
        for (String key : fields.keySet()) {
            if (!keys.contains(key)) {
                throw new PlanException(
                        PlanException.Code.BAD_VALUE,
                        option + " \"" + text + "\": unknown key \"" + key + "\" (expected: " + String.join(", ", keys)
                                + ")",
                        Suggestion.hint(key, keys));
            }
        }
        return fields;
    }

    private boolean isSet(String variable) {
        return environment.apply(variable).isPresent();
    }

    private Path path(String text) {
        return workingDirectory.resolve(text).normalize();
    }
}
