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
        String container = text.substring(text.lastIndexOf(':') + 1);
        int slash = container.indexOf('/');
        String protocol = slash < 0 ? "" : container.substring(slash + 1).toLowerCase(Locale.ROOT);
        String numbers = slash < 0 ? container : container.substring(0, slash);
        if (protocol.isEmpty()) {
            protocol = "tcp";
        }
        int dash = numbers.indexOf('-');
        int first = number(dash < 0 ? numbers : numbers.substring(0, dash));
        int last = dash < 0 ? first : number(numbers.substring(dash + 1));
        if (!PROTOCOLS.contains(protocol) || first < 0 || last < first) {
            return Optional.empty();
        }
        List<String> ports = new ArrayList<>(last - first + 1);
        for (int port = first; port <= last; port++) {
            ports.add(port + "/" + protocol);
        }
        return Optional.of(ports);
    }

    private static int number(String text) {
        boolean digits = !text.isEmpty() && text.length() < 6 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = digits ? Integer.parseInt(text) : -1;
        return port > HIGHEST ? -1 : port;
    }
}
