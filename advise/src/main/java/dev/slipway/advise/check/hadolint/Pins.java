package dev.slipway.advise.check.hadolint;

import static dev.slipway.advise.check.Severity.WARNING;

import dev.slipway.advise.check.ViewRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Packages without a version. */
final class Pins {
    private static final Pattern RPM_VERSION = Pattern.compile("[0-9A-Za-z.~^_:+]*");
    private static final Pattern VCS = Pattern.compile("(git|hg|svn|bzr)(\\+[a-z-]+)?(:.*)?");
    private static final List<String> VERSION_SIGNS = List.of("==", ">=", "<=", ">", "<", "!=", "~=");
    private static final String[] PIP_VALUES = {
        "abi",
        "b",
        "build",
        "e",
        "editable",
        "extra-index-url",
        "f",
        "find-links",
        "i",
        "index-url",
        "implementation",
        "no-binary",
        "only-binary",
        "platform",
        "prefix",
        "progress-bar",
        "proxy",
        "python",
        "python-version",
        "root",
        "root-user-action",
        "src",
        "t",
        "target",
        "trusted-host",
        "upgrade-strategy"
    };

    static final List<ViewRule> RULES = List.of(
            Dl.command(
                    "DL3008",
                    WARNING,
                    "Packages of apt-get install should have a version: package=version",
                    arguments -> arguments.calls("apt-get", "install")
                            && any(
                                    without(arguments.operands("t", "target-release"), "install"),
                                    name -> !name.contains("=") && !name.contains("/") && !name.endsWith(".deb"))),
            Dl.command(
                    "DL3013",
                    WARNING,
                    "Packages of pip install should have a version: package==version, or a requirements file",
                    Pins::pip),
            Dl.command("DL3016", WARNING, "Packages of npm install should have a version: package@version", Pins::npm),
            Dl.command(
                    "DL3018",
                    WARNING,
                    "Packages of apk add should have a version: package=version",
                    arguments -> arguments.calls("apk", "add")
                            && any(
                                    without(arguments.operands("t", "virtual", "repository", "X"), "add"),
                                    name -> name.chars().noneMatch(c -> "=~><".indexOf(c) >= 0)
                                            && !name.endsWith(".apk"))),
            Dl.command("DL3028", WARNING, "Gems of gem install should have a version: gem:version", Pins::gem),
            Dl.command(
                    "DL3033",
                    WARNING,
                    "Packages of yum install should have a version: package-version",
                    arguments -> arguments.calls("yum", "install")
                            && any(
                                    without(arguments.operands(), "install", "module"),
                                    name -> !isRpmPinned(
                                            name, arguments.command().hasAny("module")))),
            Dl.command(
                    "DL3037",
                    WARNING,
                    "Packages of zypper install should have a version: package=version",
                    arguments -> arguments.calls("zypper", "install", "in")
                            && any(
                                    without(arguments.operands(), "install", "in"),
                                    name -> name.chars().noneMatch(c -> "=><".indexOf(c) >= 0)
                                            && !name.endsWith(".rpm"))),
            Dl.command(
                    "DL3041",
                    WARNING,
                    "Packages of dnf install should have a version: package-version",
                    arguments -> arguments.calls(Switches.DNF, "install")
                            && !arguments.command().hasAny("group")
                            && any(
                                    without(arguments.operands(), "install", "module"),
                                    name -> !isRpmPinned(
                                            name, arguments.command().hasAny("module")))),
            Dl.command("DL3062", WARNING, "Packages of go install should have a version: package@version", Pins::go));

    private Pins() {}

    private static boolean any(List<String> names, Predicate<String> bad) {
        return names.stream().anyMatch(bad);
    }

    private static List<String> without(List<String> operands, String... words) {
        List<String> left = new ArrayList<>(operands);
        left.removeAll(List.of(words));
        return left;
    }

    /** {@code module:stream}, {@code file.rpm}, a variable, or a part after a dash that begins with a digit. */
    private static boolean isRpmPinned(String name, boolean module) {
        if (module) {
            return name.contains(":");
        }
        if (name.endsWith(".rpm")) {
            return true;
        }
        List<String> parts = List.of(name.split("-", -1));
        List<String> rest = parts.subList(1, parts.size());
        if (name.contains("$")) {
            return !rest.isEmpty();
        }
        return rest.stream().anyMatch(part -> !part.isEmpty() && Character.isDigit(part.charAt(0)))
                && rest.stream().allMatch(part -> RPM_VERSION.matcher(part).matches());
    }

    private static boolean pip(Arguments arguments) {
        if (!arguments.isPipInstall()
                || arguments.hasOption("constraint", "c", "requirement", "r")
                || arguments.command().hasAny(".")) {
            return false;
        }
        List<String> operands = arguments.operands(PIP_VALUES);
        int install = operands.indexOf("install");
        return install >= 0 && any(operands.subList(install + 1, operands.size()), name -> !isPipPinned(name));
    }

    private static boolean isPipPinned(String name) {
        boolean vcs = VCS.matcher(name).matches();
        return VERSION_SIGNS.stream().anyMatch(name::contains)
                || vcs && name.contains("@")
                || name.endsWith(".whl")
                || name.endsWith(".tar.gz")
                || !vcs && name.contains("/");
    }

    private static boolean npm(Arguments arguments) {
        if (!arguments.calls("npm", "install")) {
            return false;
        }
        List<String> operands = arguments.operands("loglevel", "registry");
        return !operands.isEmpty()
                && operands.getFirst().equals("install")
                && any(operands.subList(1, operands.size()), name -> !isNpmPinned(name));
    }

    private static boolean isNpmPinned(String name) {
        if (name.startsWith("git://") || name.matches("git\\+(ssh|https?)://.*")) {
            return name.contains("#");
        }
        if (name.matches(".*\\.(tar|tar\\.gz|tgz)") || name.matches("(/|\\./|\\.\\./|~/).*")) {
            return true;
        }
        return name.indexOf('@', 1) > 0;
    }

    private static boolean gem(Arguments arguments) {
        if (!arguments.calls("gem", "install", "i")
                || arguments.command().hasAny("-v", "--version")
                || arguments.command().arguments().stream().anyMatch(word -> word.startsWith("--version="))) {
            return false;
        }
        List<String> gems = new ArrayList<>();
        List<String> words = arguments.command().arguments();
        for (int i = 0; i < words.size() && !words.get(i).equals("--"); i++) {
            if (words.get(i).startsWith("-")) {
                i++;
            } else {
                gems.add(words.get(i));
            }
        }
        return any(without(gems, "install", "i"), name -> !name.contains(":"));
    }

    private static boolean go(Arguments arguments) {
        // The versions of tools are those of go.mod.
        if (!arguments.calls("go", "install", "get", "run")
                || arguments.command().hasAny("tool")) {
            return false;
        }
        List<String> packages = without(arguments.operands(), "install", "get", "run");
        if (arguments.command().hasAny("run") && packages.size() > 1) {
            packages = packages.subList(0, 1);
        }
        Set<String> moving = Set.of("latest", "none");
        return any(
                packages,
                name -> !name.startsWith(".")
                        && !name.startsWith("/")
                        && (!name.contains("@") || moving.contains(name.substring(name.lastIndexOf('@') + 1))));
    }
}
