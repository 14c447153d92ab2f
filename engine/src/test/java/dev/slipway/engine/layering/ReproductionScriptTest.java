package dev.slipway.engine.layering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.engine.EmbeddedBuilder;
import dev.slipway.engine.linux.MountRights;
import dev.slipway.image.testing.Tools;
import dev.slipway.plan.progress.BuildListener;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.ContextSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a failing scenario is shown as can be pasted and makes the same image. */
class ReproductionScriptTest {
    private static final Scenario SCENARIO = new Scenario(
            Map.of(
                    "image0",
                    List.of(
                            List.of(
                                    TreeChange.put(
                                            "/d/f",
                                            Node.file("1").mode(04755).owner(3).note("n")),
                                    TreeChange.link("/d/g", "/d/f"),
                                    TreeChange.put(
                                            "/e/old", Node.file("x".repeat(300)).day(4)),
                                    TreeChange.put("/d/l", Node.symlink("../e"))),
                            List.of(
                                    TreeChange.remove("/d/f"),
                                    TreeChange.opaque("/e"),
                                    TreeChange.put("/e/new", Node.file("").capability())))),
            List.of(TreeChange.put("/c/f", Node.file("2").mode(0600).day(7))),
            "FROM image0\nCOPY c /c\nCOPY --from=image0 /d /e /t/\n",
            Node.Times.VARIED);

    @Test
    void script_makesTheSameImage() throws Exception {
        assumeTrue(MountRights.mounts(), "run under: unshare -m --propagation private");
        try (TestHome home = TestHome.make();
                EmbeddedBuilder builder = Stores.open(home.directory().resolve("store"))) {
            Path written = Files.createDirectories(home.directory().resolve("written"));
            Path pasted = Files.createDirectories(home.directory().resolve("pasted"));
            BuildRequest request = ScenarioFiles.write(SCENARIO, written)
                    .request(written.resolve("image"), written.resolve("root.tar"));
            builder.build(request, BuildListener.NONE);
            Tools.run(pasted, "sh", "-c", "SLIPWAY=true; " + ReproductionScript.of(SCENARIO));
            assertThat(pasted.resolve("Dockerfile")).hasContent(SCENARIO.dockerfile());
            builder.build(pasted(request, pasted), BuildListener.NONE);
            TreeView ours = TarView.ofLayout(written.resolve("image"));
            assertThat(ours.lines()).hasSizeGreaterThan(8);
            assertThat(ours.differences(TarView.ofLayout(pasted.resolve("image")), "written", "pasted", true))
                    .isEmpty();
        }
    }

    private static BuildRequest pasted(BuildRequest request, Path home) {
        BuildRequest.Sources sources = new BuildRequest.Sources(
                request.sources().dockerfile(),
                Optional.of(new ContextSpec.Directory(home.resolve("context"))),
                Map.of(
                        "image0",
                        new ContextSpec.Image(
                                new ContextSpec.ImageOrigin.Archive(home.resolve("image0.tar"), Optional.empty()))));
        BuildRequest there = new ScenarioFiles(SCENARIO, home).request(home.resolve("image"), home.resolve("root.tar"));
        return new BuildRequest(
                sources,
                there.target(),
                there.buildArguments(),
                there.platforms(),
                there.cache(),
                there.sandbox(),
                there.image(),
                there.outputs());
    }
}
