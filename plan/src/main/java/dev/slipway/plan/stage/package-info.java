/**
 * Stages before they are lowered: build arguments in scope, what FROM, COPY --from and --mount from= refer to, which
 * stages a target needs, base images and their ONBUILD triggers. Entry point:
 * {@link dev.slipway.plan.stage.StageTable}. What an instruction does belongs to {@code dev.slipway.plan.lower}.
 */
@NullMarked
package dev.slipway.plan.stage;

import org.jspecify.annotations.NullMarked;
