package dev.slipway.plan.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Ports of EXPOSE: {@code 80}, {@code 53/udp}, {@code 8000-8010/tcp}; a host part before a colon is dropped. */
final class Ports {
    private static final List<String> PROTOCOLS = List.of("tcp", "udp", "sctp");
    private static final int HIGHEST = 65_535;

    private Ports() {}

    /** Each port with its protocol, {@code 80/tcp}; empty when the text is no port or range. */
    static Optional<List<String>> parse(String text) {
        int colon = text.lastIndexOf(':');
        String container = text.substring(colon + 1);
        if (colon > 0 && !isHostPart(text.substring(0, colon))) {
            return Optional.empty();
        }
        int slash = container.indexOf('/');
        String protocol = slash < 0 ? "" : container.substring(slash + 1).toLowerCase(Locale.ROOT);
        String numbers = slash < 0 ? container : container.substring(0, slash);
        if (protocol.isEmpty()) {
            protocol = "tcp";
        }
        Optional<Range> range = range(numbers);
        if (!PROTOCOLS.contains(protocol) || range.isEmpty()) {
            return Optional.empty();
        }
        List<String> ports = new ArrayList<>();
        for (int port = range.get().first(); port <= range.get().last(); port++) {
            ports.add(port + "/" + protocol);
        }
        return Optional.of(ports);
    }

    private record Range(int first, int last) {}

    private static Optional<Range> range(String text) {
        int dash = text.indexOf('-');
        int first = number(dash < 0 ? text : text.substring(0, dash));
        int last = dash < 0 ? first : number(text.substring(dash + 1));
        return first < 0 || last < first ? Optional.empty() : Optional.of(new Range(first, last));
    }

    /** {@code [address:]port}, as {@code docker run -p} has it; the port may be left out. */
    private static boolean isHostPart(String text) {
        String port = text.substring(text.lastIndexOf(':') + 1);
        return port.isEmpty() || range(port).isPresent();
    }

    private static int number(String text) {
        boolean digits = !text.isEmpty() && text.length() < 6 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = digits ? Integer.parseInt(text) : -1;
        return port > HIGHEST ? -1 : port;
    }
}
