package dev.slipway.advise.check.hadolint;

import static dev.slipway.advise.check.Severity.INFO;
import static dev.slipway.advise.check.Severity.WARNING;

import dev.slipway.advise.check.ViewRule;
import java.util.List;
import java.util.Set;

/** Options that package managers need in a build. */
final class Switches {
    static final Set<String> DNF = Set.of("dnf", "microdnf");

    static final List<ViewRule> RULES = List.of(
            Dl.command(
                    "DL3014",
                    WARNING,
                    "apt-get install waits for an answer without -y",
                    arguments -> arguments.calls("apt-get", "install") && !saysYesToApt(arguments)),
            Dl.command(
                    "DL3015",
                    INFO,
                    "apt-get install brings recommended packages without --no-install-recommends",
                    arguments -> arguments.calls("apt-get", "install")
                            && !arguments.hasOption("no-install-recommends")
                            && !arguments.command().hasAny("APT::Install-Recommends=false")),
            Dl.command(
                    "DL3030",
                    WARNING,
                    "yum install waits for an answer without -y",
                    arguments -> arguments.calls("yum", "install", "groupinstall", "localinstall")
                            && !arguments.hasOption("y", "assumeyes")),
            Dl.command(
                    "DL3034",
                    WARNING,
                    "zypper waits for an answer without -y or -n",
                    arguments ->
                            arguments.calls("zypper", "install", "in", "remove", "rm", "source-install", "si", "patch")
                                    && !arguments.hasOption("non-interactive", "n", "no-confirm", "y")),
            Dl.command(
                    "DL3035",
                    WARNING,
                    "zypper dist-upgrade changes more than the Dockerfile says",
                    arguments -> arguments.calls("zypper", "dist-upgrade", "dup")),
            Dl.command(
                    "DL3038",
                    WARNING,
                    "dnf install waits for an answer without -y",
                    arguments -> arguments.calls(DNF, "install", "groupinstall", "localinstall")
                            && !arguments.hasOption("y", "assumeyes")));

    private Switches() {}

    private static boolean saysYesToApt(Arguments arguments) {
        return arguments.hasOption("y", "yes", "qq", "assume-yes")
                || arguments.count("q") == 2
                || arguments.count("quiet") == 2
                || arguments.command().hasAny("-q=2");
    }
}
