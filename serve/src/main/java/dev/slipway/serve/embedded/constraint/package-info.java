/**
 * Answers that must look like something: {@link dev.slipway.serve.embedded.constraint.Constraints} compiles a regular expression or
 * a JSON schema to a {@link dev.slipway.serve.embedded.constraint.Grammar} over bytes, whose {@link
 * dev.slipway.serve.embedded.constraint.ConstraintState} tells at each place which tokens may follow. What a grammar cannot express is
 * refused by the name it has in the request.
 */
@NullMarked
package dev.slipway.serve.embedded.constraint;

import org.jspecify.annotations.NullMarked;
