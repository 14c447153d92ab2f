package dev.slipway.plan.request;

/** {@code RUN --network} and {@code --network}. */
public enum NetworkMode {
    /** The sandbox's usual network. */
    DEFAULT,
    /** A network name space with nothing but the loopback interface. */
    NONE,
    /** The host's network; needs the entitlement {@code network.host} where the default is not the host's already. */
    HOST;

    /** Reads {@code default}, {@code none} or {@code host}; empty for anything else. */
    public static java.util.Optional<NetworkMode> parse(String text) {
        return switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "default", "" -> java.util.Optional.of(DEFAULT);
            case "none" -> java.util.Optional.of(NONE);
            case "host" -> java.util.Optional.of(HOST);
            default -> java.util.Optional.empty();
        };
    }
}
