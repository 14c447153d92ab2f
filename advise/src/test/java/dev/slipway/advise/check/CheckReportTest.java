package dev.slipway.advise.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.advise.check.report.CheckReport;
import dev.slipway.advise.check.report.CheckReport.Format;
import dev.slipway.dockerfile.SourceText;
import dev.slipway.dockerfile.Span;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Each form of a report, read back by what others read it with. */
class CheckReportTest {
    private static final SourceText SOURCE = new SourceText("sub dir/Dockerfile", "FROM x:1\nRUN cd \"a\" & b\n");
    private static final CheckReport REPORT = new CheckReport(
            List.of(
                    new Finding(
                            "DL3003",
                            Severity.WARNING,
                            SOURCE,
                            new Span(2, 5, 2, 6),
                            "use <WORKDIR> & \"that\"",
                            Optional.of("fix it")),
                    new Finding(
                            "SC2086",
                            Severity.INFO,
                            SOURCE,
                            new Span(2, 8, 2, 10),
                            "a, b: 100%\nmore",
                            Optional.empty())),
            Rules.all().stream().map(Rule::info).toList(),
            "1.2");
    private static final CheckReport NOTHING = new CheckReport(List.of(), List.of(), "1.2");

    @Test
    void terminalsGetExcerptsAndCounts() {
        assertThat(REPORT.render(Format.TTY, false))
                .startsWith(
                        "sub dir/Dockerfile:2:5: warning DL3003: use <WORKDIR> & \"that\"\n   1 | FROM x:1\n   2 | RUN cd")
                .contains("^^", "hint: fix it")
                .endsWith("\n1 warning, 1 info\n")
                .doesNotContain("\u001b");
        assertThat(REPORT.render(Format.TTY, true)).contains("\u001b[1;33m");
        assertThat(NOTHING.render(Format.TTY, false)).isEqualTo("no findings\n");
    }

    @Test
    void jsonHasHadolintsFields() throws Exception {
        JsonNode first =
                new ObjectMapper().readTree(REPORT.render(Format.JSON, false)).get(0);
        assertThat(first.get("code").asText()).isEqualTo("DL3003");
        assertThat(first.get("level").asText()).isEqualTo("warning");
        assertThat(first.get("file").asText()).isEqualTo("sub dir/Dockerfile");
        assertThat(first.get("line").asInt()).isEqualTo(2);
        assertThat(first.get("column").asInt()).isEqualTo(5);
        assertThat(first.get("message").asText()).isEqualTo("use <WORKDIR> & \"that\"");
        assertThat(NOTHING.render(Format.JSON, false).strip()).isEqualTo("[ ]");
    }

    @Test
    void sarifDescribesTheRulesThatItsResultsPointAt() throws Exception {
        JsonNode root = new ObjectMapper().readTree(REPORT.render(Format.SARIF, false));
        assertThat(root.get("version").asText()).isEqualTo("2.1.0");
        JsonNode run = root.get("runs").get(0);
        JsonNode rules = run.get("tool").get("driver").get("rules");
        for (JsonNode result : run.get("results")) {
            assertThat(rules.get(result.get("ruleIndex").asInt()).get("id")).isEqualTo(result.get("ruleId"));
            assertThat(List.of("error", "warning", "note"))
                    .contains(result.get("level").asText());
            assertThat(result.get("message").get("text").asText()).isNotEmpty();
        }
        JsonNode location = run.get("results").get(0).get("locations").get(0).get("physicalLocation");
        assertThat(location.get("artifactLocation").get("uri").asText()).isEqualTo("sub%20dir/Dockerfile");
        assertThat(location.get("region").get("startColumn").asInt()).isEqualTo(5);
        assertThat(location.get("region").get("endColumn").asInt()).isEqualTo(7);
        assertThat(new ObjectMapper()
                        .readTree(NOTHING.render(Format.SARIF, false))
                        .get("runs")
                        .get(0)
                        .get("results"))
                .isEmpty();
    }

    @Test
    void githubGetsWorkflowCommands() {
        assertThat(REPORT.render(Format.GITHUB, false).lines())
                .containsExactly(
                        "::warning file=sub dir/Dockerfile,line=2,col=5,endLine=2,title=DL3003::use <WORKDIR> & \"that\"; fix it",
                        "::notice file=sub dir/Dockerfile,line=2,col=8,endLine=2,title=SC2086::a, b: 100%25%0Amore");
    }

    @Test
    void checkstyleIsXml() throws Exception {
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        REPORT.render(Format.CHECKSTYLE, false).getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        Element error = (Element) root.getElementsByTagName("error").item(0);
        assertThat(error.getAttribute("line")).isEqualTo("2");
        assertThat(error.getAttribute("severity")).isEqualTo("warning");
        assertThat(error.getAttribute("message")).isEqualTo("use <WORKDIR> & \"that\"; fix it");
        assertThat(((Element) root.getElementsByTagName("error").item(1)).getAttribute("message"))
                .contains("\n");
        assertThat(((Element) error.getParentNode()).getAttribute("name")).isEqualTo("sub dir/Dockerfile");
    }

    @Test
    void gnuIsOneLineAFinding() {
        assertThat(REPORT.render(Format.GNU, false).lines())
                .containsExactly(
                        "sub dir/Dockerfile:2:5: warning: use <WORKDIR> & \"that\"; fix it [DL3003]",
                        "sub dir/Dockerfile:2:8: info: a, b: 100% more [SC2086]");
    }

    @Test
    void codeClimateHasFingerprints() throws Exception {
        JsonNode all = new ObjectMapper().readTree(REPORT.render(Format.CODECLIMATE, false));
        assertThat(all.get(0).get("severity").asText()).isEqualTo("major");
        assertThat(all.get(0).get("location").get("lines").get("begin").asInt()).isEqualTo(2);
        assertThat(all.get(0).get("fingerprint").asText())
                .matches("[0-9a-f]{32}")
                .isNotEqualTo(all.get(1).get("fingerprint").asText());
    }
}
