package dev.slipway.advise.check.stages;

import dev.slipway.advise.check.stages.Install.Manager;
import dev.slipway.advise.shell.ShellCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Recognizes the commands that install packages. */
final class InstallReader {
    /** Options of pip, uv and apt whose value is the next word. */
    private static final Set<String> WITH_VALUE = Set.of(
            "-i",
            "--index-url",
            "--extra-index-url",
            "-f",
            "--find-links",
            "-t",
            "--target",
            "--prefix",
            "--root",
            "--python",
            "-p",
            "--timeout",
            "--retries",
            "--trusted-host",
            "--upgrade-strategy",
            "--no-binary",
            "--only-binary",
            "--config-settings",
            "-C",
            "--index-strategy",
            "--index",
            "--default-index",
            "--torch-backend",
            "--cache-dir",
            "-o",
            "--option",
            "--default-release",
            "--proxy",
            "--src",
            "--prerelease",
            "--no-build-package",
            "--no-build-isolation-package",
            "--link-mode",
            "--python-version",
            "--virtual",
            "--repository",
            "-X",
            "--global-option",
            "--build-constraint",
            "--resolution",
            "--exclude-newer",
            "--group",
            "--extra",
            "--no-install-package",
            "--report",
            "-n",
            "--name",
            "-c-",
            "--channel",
            "--platform",
            "--abi");

    private InstallReader() {}

    static Optional<Install> read(ShellCommand command) {
        List<String> words = command.arguments();
        String name = command.name();
        if (isPython(name) && words.size() > 1 && words.indexOf("-m") >= 0 && words.indexOf("-m") + 1 < words.size()) {
            int module = words.indexOf("-m") + 1;
            name = words.get(module);
            words = words.subList(module + 1, words.size());
            if (!name.equals("pip") && !name.equals("uv")) {
                return Optional.empty();
            }
        }
        if (isVersioned(name, "pip")) {
            return pip(Manager.PIP, command, words);
        }
        return switch (name) {
            case "uv" -> uv(command, words);
            case "apt", "apt-get" -> named(Manager.APT, command, words, "install");
            case "apk" -> named(Manager.APK, command, words, "add");
            case "yum", "dnf", "microdnf", "tdnf" -> named(Manager.DNF, command, words, "install");
            case "conda", "mamba", "micromamba" -> named(Manager.CONDA, command, words, "install");
            case "poetry" -> project(Manager.POETRY, command, words, "pyproject.toml", "install");
            case "npm" -> node(Manager.NPM, command, words, "ci", "install", "i");
            case "yarn" -> node(Manager.YARN, command, words, "install", "");
            case "pnpm" -> node(Manager.PNPM, command, words, "install", "i", "fetch");
            case "go" -> go(command, words);
            case "cargo" -> cargo(command, words);
            case "mvn", "mvnw" ->
                words.stream().anyMatch(word -> word.startsWith("dependency:") || word.contains(":go-offline"))
                        ? install(Manager.MAVEN, List.of(), List.of("pom.xml"), List.of(), command)
                        : project(Manager.MAVEN, command, words, "pom.xml", "package", "install", "verify");
            case "gradle", "gradlew" ->
                project(Manager.GRADLE, command, words, "build.gradle", "build", "assemble", "bootJar", "shadowJar");
            case "bundle" -> project(Manager.BUNDLER, command, words, "Gemfile", "install");
            default -> Optional.empty();
        };
    }

    static boolean isPython(String name) {
        return isVersioned(name, "python") || isVersioned(name, "pypy");
    }

    /** {@code pip}, {@code pip3}, {@code pip3.12}. */
    private static boolean isVersioned(String name, String program) {
        return name.startsWith(program)
                && name.substring(program.length()).chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    private static Optional<Install> uv(ShellCommand command, List<String> words) {
        if (words.isEmpty()) {
            return Optional.empty();
        }
        return switch (words.getFirst()) {
            case "pip" -> pip(Manager.UV, command, words.subList(1, words.size()));
            case "sync" -> {
                boolean wholeProject =
                        !words.contains("--no-install-project") && !words.contains("--no-install-workspace");
                yield install(
                        Manager.UV,
                        List.of(),
                        List.of("pyproject.toml"),
                        wholeProject ? List.of(".") : List.of(),
                        command);
            }
            default -> Optional.empty();
        };
    }

    private static Optional<Install> pip(Manager manager, ShellCommand command, List<String> words) {
        int verb = 0;
        while (verb < words.size() && words.get(verb).startsWith("-")) {
            verb += WITH_VALUE.contains(words.get(verb)) ? 2 : 1;
        }
        boolean sync = verb < words.size() && words.get(verb).equals("sync");
        if (verb >= words.size()
                || !(words.get(verb).equals("install") || words.get(verb).equals("wheel") || sync)) {
            return Optional.empty();
        }
        List<String> packages = new ArrayList<>();
        List<String> manifests = new ArrayList<>();
        List<String> projects = new ArrayList<>();
        for (int i = verb + 1; i < words.size(); i++) {
            String word = words.get(i);
            String next = i + 1 < words.size() ? words.get(i + 1) : "";
            if (word.equals("-r") || word.equals("--requirement") || word.equals("--requirements")) {
                manifests.add(next);
                i++;
            } else if (word.startsWith("-r") && !word.startsWith("--") && word.length() > 2) {
                manifests.add(word.substring(2));
            } else if (word.startsWith("--requirement=")) {
                manifests.add(word.substring("--requirement=".length()));
            } else if (word.equals("-e") || word.equals("--editable")) {
                projects.add(withoutExtras(next));
                i++;
            } else if (word.equals("-c") || word.equals("--constraint") || word.equals("--constraints")) {
                manifests.add(next);
                i++;
            } else if (word.startsWith("-")) {
                i += WITH_VALUE.contains(word) ? 1 : 0;
            } else if (isLocal(word)) {
                projects.add(withoutExtras(word));
            } else {
                (sync ? manifests : packages).add(word);
            }
        }
        boolean dependencies = !words.contains("--no-deps") && !words.contains("--no-dependencies");
        return Optional.of(new Install(manager, packages, manifests, projects, dependencies, command));
    }

    private static boolean isLocal(String word) {
        boolean remote = word.contains("://") || word.contains(" @ ");
        return !remote
                && (word.startsWith(".") || word.contains("/") || word.endsWith(".whl") || word.endsWith(".tar.gz"));
    }

    private static String withoutExtras(String path) {
        int bracket = path.indexOf('[');
        return bracket > 0 ? path.substring(0, bracket) : path;
    }

    private static Optional<Install> named(Manager manager, ShellCommand command, List<String> words, String verb) {
        int at = words.indexOf(verb);
        if (at < 0) {
            return Optional.empty();
        }
        List<String> packages = new ArrayList<>();
        List<String> projects = new ArrayList<>();
        for (int i = at + 1; i < words.size(); i++) {
            String word = words.get(i);
            if (word.startsWith("-")) {
                i += WITH_VALUE.contains(word) || (word.equals("-t") || word.equals("-c")) ? 1 : 0;
            } else {
                (word.startsWith("/") || word.startsWith("./") ? projects : packages).add(word);
            }
        }
        return install(manager, packages, List.of(), projects, command);
    }

    private static Optional<Install> project(
            Manager manager, ShellCommand command, List<String> words, String manifest, String... verbs) {
        return words.stream().anyMatch(List.of(verbs)::contains)
                ? install(manager, List.of(), List.of(manifest), List.of(), command)
                : Optional.empty();
    }

    private static Optional<Install> node(Manager manager, ShellCommand command, List<String> words, String... verbs) {
        List<String> plain =
                words.stream().filter(word -> !word.startsWith("-")).toList();
        String verb = plain.isEmpty() ? "" : plain.getFirst();
        if (!List.of(verbs).contains(verb) || words.contains("--version") || words.contains("-v")) {
            return Optional.empty();
        }
        List<String> packages = plain.isEmpty() ? List.of() : plain.subList(1, plain.size());
        boolean global = words.contains("-g") || words.contains("--global");
        return install(
                manager,
                packages,
                packages.isEmpty() && !global ? List.of("package.json") : List.of(),
                List.of(),
                command);
    }

    private static Optional<Install> go(ShellCommand command, List<String> words) {
        if (words.isEmpty()) {
            return Optional.empty();
        }
        boolean modules = words.getFirst().equals("mod") && words.contains("download");
        boolean remote = words.getFirst().equals("install") && words.stream().anyMatch(word -> word.contains("@"));
        if (remote) {
            return install(Manager.GO, List.of(words.getLast()), List.of(), List.of(), command);
        }
        return modules || words.getFirst().equals("build") || words.getFirst().equals("install")
                ? install(Manager.GO, List.of(), List.of("go.mod"), modules ? List.of() : List.of("."), command)
                : Optional.empty();
    }

    private static Optional<Install> cargo(ShellCommand command, List<String> words) {
        String verb = words.stream()
                .filter(word -> !word.startsWith("-") && !word.startsWith("+"))
                .findFirst()
                .orElse("");
        boolean cook = verb.equals("chef") && words.contains("cook");
        if (verb.equals("install") && !words.contains("--path")) {
            return install(Manager.CARGO, List.of(words.getLast()), List.of(), List.of(), command);
        }
        return switch (verb) {
            case "build", "install" -> install(Manager.CARGO, List.of(), List.of("Cargo.toml"), List.of("."), command);
            case "fetch" -> install(Manager.CARGO, List.of(), List.of("Cargo.toml"), List.of(), command);
            default ->
                cook ? install(Manager.CARGO, List.of(), List.of("recipe.json"), List.of(), command) : Optional.empty();
        };
    }

    private static Optional<Install> install(
            Manager manager,
            List<String> packages,
            List<String> manifests,
            List<String> projects,
            ShellCommand command) {
        return Optional.of(new Install(manager, packages, manifests, projects, true, command));
    }
}
