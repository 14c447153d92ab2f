package dev.slipway.engine.layering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.engine.linux.MountRights;
import java.io.IOException;
import java.nio.file.Path;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/** Random stage graphs over random images: every variant of the build gives one root file system, however it is read. */
class RandomLayeringTest {
    private static @Nullable TestHome home;
    private static @Nullable ScenarioCheck check;

    @BeforeContainer
    static void open() throws IOException {
        if (MountRights.mounts()) {
            home = TestHome.make();
            check = new ScenarioCheck(home.directory());
        }
    }

    @AfterContainer
    static void close() throws IOException {
        if (check != null && home != null) {
            check.close();
            home.close();
        }
    }

    @Provide
    Arbitrary<RandomScenario> scenarios() {
        return new RandomScenarios(MountRights.devices(Path.of("/var/tmp"))).all();
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void anyBuild_hasOneRootFileSystem(@ForAll("scenarios") RandomScenario random) throws Exception {
        assumeTrue(check != null, "run under: unshare -m --propagation private");
        Scenario scenario = random.scenario();
        ScenarioCheck.Verdict verdict = check.check(scenario);
        Statistics.label("outcome")
                .collect(verdict.isBuilt() ? "built" : "refused")
                .coverage(coverage -> coverage.check("built").percentage(p -> p > 50));
        assertThat(verdict.problems())
                .as("%s\n--- to see it:\n%s---", random, ReproductionScript.of(scenario))
                .isEmpty();
    }
}
