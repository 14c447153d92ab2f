package dev.slipway.advise.check.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.advise.check.Finding;
import dev.slipway.advise.check.Severity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/** Arrays of findings. */
final class JsonReports {
    static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonReports() {}

    /** Hadolint's fields {@code code, column, file, level, line, message}, and {@code endLine, endColumn, fix}. */
    static String plain(CheckReport report) {
        ArrayNode all = NODES.arrayNode();
        for (Finding finding : report.findings()) {
            ObjectNode one = all.addObject();
            one.put("code", finding.rule());
            one.put("level", finding.severity().name().toLowerCase(Locale.ROOT));
            one.put("file", finding.source().name());
            one.put("line", finding.line());
            one.put("column", finding.span().startColumn());
            one.put("endLine", finding.span().endLine());
            one.put("endColumn", finding.span().endColumn());
            one.put("message", finding.message());
            finding.fix().ifPresent(fix -> one.put("fix", fix));
        }
        return text(all);
    }

    /** GitLab's Code Quality report. */
    static String codeClimate(CheckReport report) {
        ArrayNode all = NODES.arrayNode();
        Map<String, Integer> seen = new HashMap<>();
        for (Finding finding : report.findings()) {
            ObjectNode one = all.addObject();
            one.put("type", "issue");
            one.put("check_name", finding.rule());
            one.put("description", LineReports.sentence(finding));
            one.put("fingerprint", fingerprint(finding, seen));
            one.put("severity", severity(finding.severity()));
            one.putArray("categories").add("Bug Risk");
            ObjectNode location = one.putObject("location");
            location.put("path", finding.source().name());
            ObjectNode lines = location.putObject("lines");
            lines.put("begin", finding.line());
            lines.put("end", finding.span().endLine());
        }
        return text(all);
    }

    private static String severity(Severity severity) {
        return switch (severity) {
            case ERROR -> "blocker";
            case WARNING -> "major";
            case INFO -> "info";
            case STYLE -> "minor";
        };
    }

    /** Without the line, so that a finding stays itself when others come above it; equal ones are counted. */
    static String fingerprint(Finding finding, Map<String, Integer> seen) {
        String key = finding.rule() + "\n" + finding.source().name() + "\n" + finding.message();
        String counted = key + "\n" + seen.merge(key, 1, Integer::sum);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(counted.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String text(JsonNode node) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree cannot be written", e);
        }
    }
}
