package dev.slipway.advise.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.advise.explain.Graphs;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

/** Stages and steps as pictures. */
class GraphPictureTest {
    private static final GraphPicture PICTURE = GraphPicture.of(Graphs.of("""
            FROM debian:trixie AS build
            COPY src /src
            RUN make "all" && echo '<&>'

            FROM scratch AS out
            COPY --from=build /out /out
            """));

    @Test
    void dotHasAClusterAStageAndDashedArrowsForFiles() {
        String dot = DotGraph.render(PICTURE);
        assertThat(dot)
                .startsWith("digraph build {")
                .contains("label=\"build\"", "label=\"out\"", "3: RUN make \\\"all\\\"")
                .contains("context -> s2 [style=dashed];", "s2 -> s3;")
                .endsWith("}\n");
    }

    @Test
    void mermaidEscapesWhatItWouldRead() {
        assertThat(MermaidGraph.render(PICTURE))
                .startsWith("flowchart TD\n")
                .contains("subgraph g0[\"build\"]", "&quot;all&quot;", "&lt;&amp;&gt;", "context -.-> s2", "s2 --> s3");
    }

    @Test
    void svgIsWellFormedAndHasABoxAStep() throws Exception {
        String svg = SvgGraph.render(PICTURE);
        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        long boxes = PICTURE.columns().stream()
                .mapToLong(column -> column.boxes().size())
                .sum();
        assertThat(document.getElementsByTagName("g").getLength()).isEqualTo((int) boxes);
        assertThat(svg).contains("build context").doesNotContain("<script");
    }
}
