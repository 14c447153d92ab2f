package dev.slipway.cli;

import dev.slipway.engine.EmbeddedBuilder;
import dev.slipway.plan.DockerfileSource;
import dev.slipway.plan.describe.Outline;
import dev.slipway.plan.describe.Targets;
import dev.slipway.plan.request.BuildRequest;
import java.util.List;
import java.util.OptionalInt;

/** {@code --call=outline} and {@code --call=targets}: what a Dockerfile offers, as buildx prints it. */
final class Calls {
    private Calls() {}

    static int outline(BuildRequest request, Session session) {
        Outline outline = Outline.of(read(request, session).dockerfile(), request);
        String name = outline.name().isEmpty() ? "(default)" : outline.name();
        session.out().println("TARGET:      " + name);
        if (!outline.description().isEmpty()) {
            session.out().println("DESCRIPTION: " + outline.description());
        }
        if (!outline.arguments().isEmpty()) {
            Table table = new Table("BUILD ARG", "VALUE", "DESCRIPTION");
            outline.arguments().forEach(one -> table.row(one.name(), one.value(), one.description()));
            print(table, session);
        }
        needs("SECRET", outline.secrets(), session);
        needs("SSH", outline.agents(), session);
        return Main.OK;
    }

    static int targets(BuildRequest request, Session session) {
        Table table = new Table("TARGET", "BASE", "DESCRIPTION");
        for (Targets.Target one :
                Targets.of(read(request, session).dockerfile()).targets()) {
            String name = one.name().isEmpty() ? "(unnamed, line " + one.line() + ")" : one.name();
            table.row(name + (one.isDefault() ? " (default)" : ""), one.base(), one.description());
        }
        table.render(0).forEach(session.out()::println);
        return Main.OK;
    }

    private static DockerfileSource read(BuildRequest request, Session session) {
        try (EmbeddedBuilder builder = EmbeddedBuilder.open(session.builderOptions(OptionalInt.empty()))) {
            return builder.dockerfile(request);
        }
    }

    private static void needs(String title, List<Outline.Need> needs, Session session) {
        if (!needs.isEmpty()) {
            Table table = new Table(title, "REQUIRED");
            needs.forEach(one -> table.row(one.id(), Boolean.toString(one.required())));
            print(table, session);
        }
    }

    private static void print(Table table, Session session) {
        session.out().println();
        table.render(0).forEach(session.out()::println);
    }
}
