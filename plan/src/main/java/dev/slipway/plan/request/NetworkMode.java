package dev.slipway.plan.request;

/** {@code RUN --network} and {@code --network}. */
public enum NetworkMode {
    /** The sandbox's usual network. */
    DEFAULT,
    /** A network name space with nothing but the loopback interface. */
    NONE,
    /** The host's network; needs the entitlement {@code network.host} where the default is not the host's already. */
    HOST
}
