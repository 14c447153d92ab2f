package dev.slipway.serve.http;

import com.linecorp.armeria.server.HttpService;

/** Puts something around an endpoint's service: keys, for instance. */
@FunctionalInterface
public interface EndpointDecorator {
    EndpointDecorator NONE = (_, service) -> service;

    HttpService decorate(Endpoint endpoint, HttpService service);
}
