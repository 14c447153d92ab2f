/**
 * Images in registries (OCI distribution-spec; Docker registry token authentication). Entry types:
 * {@link dev.slipway.image.registry.RegistryClient}, {@link dev.slipway.image.registry.Credentials}. Only this package
 * speaks HTTP; nothing outside it loads the HTTP client, so builds that need no registry do not pay for it.
 */
@NullMarked
package dev.slipway.image.registry;

import org.jspecify.annotations.NullMarked;
