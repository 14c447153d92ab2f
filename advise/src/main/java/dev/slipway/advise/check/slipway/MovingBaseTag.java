package dev.slipway.advise.check.slipway;

import dev.slipway.advise.check.CheckInput;
import dev.slipway.advise.check.Severity;
import dev.slipway.advise.check.stages.StagePaths;
import dev.slipway.dockerfile.Stage;
import java.util.regex.Pattern;

/** A base image whose tag is moved every day. {@code latest} and a missing tag are hadolint's DL3007 and DL3006. */
final class MovingBaseTag extends SlipwayRule {
    private static final Pattern MOVING =
            Pattern.compile("(?i)(.*[-_.])?(nightly|main|master|edge|dev|snapshot|unstable|head)|latest-.+|.+-latest");

    MovingBaseTag() {
        super(Severity.INFO, "The base image's tag is moved often: each move rebuilds everything, unseen.");
    }

    @Override
    void check(StagePaths paths, CheckInput input, Findings findings) {
        for (Stage stage : paths.stages()) {
            String image = stage.from().image().text();
            boolean ofStage = paths.stageNamed(image, stage).isPresent();
            String resolved = ofStage ? "" : paths.baseImage(stage);
            int colon = resolved.lastIndexOf(':');
            String tag = colon > resolved.lastIndexOf('/') ? resolved.substring(colon + 1) : "";
            if (!resolved.contains("@") && MOVING.matcher(tag).matches()) {
                findings.add(
                        stage.from().image().span(),
                        "the tag \"" + tag + "\" is moved often: each move reruns every step, and yesterday's build"
                                + " cannot be made again",
                        "name a release, or pin the digest: " + resolved + "@sha256:…");
            }
        }
    }
}
