package dev.slipway.engine;

import dev.slipway.plan.BuildPlan;
import dev.slipway.plan.graph.BuildGraph;
import dev.slipway.plan.record.BuildRecord;
import dev.slipway.plan.request.BuildRequest;
import dev.slipway.plan.request.ContextSpec;
import dev.slipway.plan.request.GitLocation;
import dev.slipway.plan.request.Redaction;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a record says the build was asked for, without credentials (K6). */
final class BuildInvocations {
    private BuildInvocations() {}

    static BuildRecord.Invocation of(BuildRequest request, BuildPlan plan) {
        return new BuildRecord.Invocation(
                dockerfile(request.sources().dockerfile()),
                request.sources().context().map(BuildInvocations::describe).orElse(""),
                request.target().orElseGet(() -> stage(plan)),
                plan.graphs().stream().map(graph -> graph.platform().toString()).toList(),
                request.image().tags(),
                arguments(request));
    }

    private static Map<String, String> arguments(BuildRequest request) {
        return request.buildArguments().entrySet().stream()
                .filter(argument -> !Redaction.isSecretName(argument.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, argument -> Redaction.address(argument.getValue())));
    }

    private static String stage(BuildPlan plan) {
        BuildGraph graph = plan.graphs().getFirst().graph();
        return graph.notes(graph.result()).stage().orElse("");
    }

    private static String dockerfile(BuildRequest.DockerfileLocation location) {
        return switch (location) {
            case BuildRequest.DockerfileLocation.InContext in -> in.path();
            case BuildRequest.DockerfileLocation.Text text -> text.name();
        };
    }

    private static String describe(ContextSpec spec) {
        return switch (spec) {
            case ContextSpec.Directory directory -> directory.path().toString();
            case ContextSpec.Archive archive -> "-";
            case ContextSpec.Http http -> Redaction.address(http.url());
            case ContextSpec.Git git -> describe(git.location());
            case ContextSpec.Image image -> describe(image.origin());
        };
    }

    private static String describe(GitLocation git) {
        String fragment = git.ref().orElse("")
                + git.subdirectory().map(path -> ":" + path).orElse("");
        return Redaction.address(git.remote()) + (fragment.isEmpty() ? "" : "#" + fragment);
    }

    private static String describe(ContextSpec.ImageOrigin origin) {
        return switch (origin) {
            case ContextSpec.ImageOrigin.Registry registry ->
                "docker-image://" + registry.reference().familiar();
            case ContextSpec.ImageOrigin.Layout layout ->
                "oci-layout://" + layout.directory() + suffix(":", layout.tag()) + suffix("@", layout.digest());
            case ContextSpec.ImageOrigin.Archive archive ->
                "docker-archive:" + archive.file() + suffix(":", archive.reference());
            case ContextSpec.ImageOrigin.Debootstrap debootstrap -> "debootstrap://" + debootstrap.suite();
        };
    }

    private static String suffix(String separator, Optional<?> value) {
        return value.map(v -> separator + v).orElse("");
    }
}
