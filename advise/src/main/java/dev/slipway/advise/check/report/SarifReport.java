package dev.slipway.advise.check.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.advise.check.Finding;
import dev.slipway.advise.check.Rule;
import dev.slipway.advise.check.Severity;
import dev.slipway.dockerfile.Span;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** SARIF 2.1.0 (OASIS), one run; only rules that found something are described. */
final class SarifReport {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private SarifReport() {}

    static String render(CheckReport report) {
        ObjectNode root = JsonReports.NODES.objectNode();
        root.put("$schema", SCHEMA);
        root.put("version", "2.1.0");
        ObjectNode run = root.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", "slipway check");
        driver.put("version", report.version());
        List<String> ids = describe(report, driver.putArray("rules"));
        run.put("columnKind", "utf16CodeUnits");
        ArrayNode results = run.putArray("results");
        Map<String, Integer> seen = new HashMap<>();
        for (Finding finding : report.findings()) {
            ObjectNode result = results.addObject();
            result.put("ruleId", finding.rule());
            result.put("ruleIndex", ids.indexOf(finding.rule()));
            result.put("level", level(finding.severity()));
            result.putObject("message").put("text", LineReports.sentence(finding));
            result.putObject("partialFingerprints").put("slipway/v1", JsonReports.fingerprint(finding, seen));
            ObjectNode location = result.putArray("locations").addObject().putObject("physicalLocation");
            location.putObject("artifactLocation")
                    .put("uri", uri(finding.source().name()));
            region(location.putObject("region"), finding.span());
        }
        return JsonReports.text(root);
    }

    private static List<String> describe(CheckReport report, ArrayNode rules) {
        Map<String, Rule.Info> known = new LinkedHashMap<>();
        report.rules().forEach(info -> known.put(info.id(), info));
        List<String> ids = new ArrayList<>(report.findings().stream()
                .map(Finding::rule)
                .distinct()
                .sorted()
                .toList());
        for (String id : ids) {
            ObjectNode rule = rules.addObject();
            rule.put("id", id);
            Rule.Info info = known.get(id);
            if (info != null) {
                rule.putObject("shortDescription").put("text", info.summary());
                rule.putObject("defaultConfiguration").put("level", level(info.severity()));
                if (info.url().contains("://")) {
                    rule.put("helpUri", info.url());
                }
            } else if (id.startsWith("SC")) {
                rule.put("helpUri", "https://www.shellcheck.net/wiki/" + id);
            }
        }
        return ids;
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO, STYLE -> "note";
        };
    }

    /** SARIF's end column is that after the last character. */
    private static void region(ObjectNode region, Span span) {
        region.put("startLine", span.startLine());
        region.put("startColumn", span.startColumn());
        region.put("endLine", span.endLine());
        region.put("endColumn", Math.max(1, span.endColumn() + 1));
    }

    private static String uri(String name) {
        try {
            return new URI(null, null, name.replace('\0', '?'), null).toASCIIString();
        } catch (URISyntaxException e) {
            return "Dockerfile";
        }
    }
}
