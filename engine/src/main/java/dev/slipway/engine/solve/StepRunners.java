package dev.slipway.engine.solve;

import dev.slipway.engine.step.ExecRunner;
import dev.slipway.engine.step.FileRunner;
import dev.slipway.engine.step.RemoteRunner;

/** What runs the three kinds of steps that can be recorded. */
public record StepRunners(ExecRunner exec, FileRunner file, RemoteRunner remote) {}
