package dev.slipway.inspect.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.inspect.dive.Efficiency;
import dev.slipway.inspect.waste.Waste;
import java.util.List;

/** The JSON form of an inspection; its fields are documented in docs/reference/inspect.md and only grow. */
public final class InspectionJson {
    private static final int VERSION = 1;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private InspectionJson() {}

    public static ObjectNode of(Inspection image) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("version", VERSION);
        json.put("image", image.identity().name());
        json.put("digest", image.identity().digest());
        json.put("platform", image.identity().platform().toString());
        json.put("compressedBytes", image.compressedBytes());
        json.put("unpackedBytes", image.unpackedBytes());
        json.set("dive", dive(image.efficiency()));
        ArrayNode layers = json.putArray("layers");
        image.layers().forEach(layer -> layers.add(layer(layers.size() + 1, layer)));
        json.put("wastedBytes", image.wastedBytes());
        ArrayNode waste = json.putArray("waste");
        image.waste().forEach(one -> waste.add(waste(one, image)));
        json.set("directories", paths(image.tops().directories()));
        json.set("files", paths(image.tops().files()));
        ArrayNode packages = json.putArray("packages");
        image.tops()
                .packages()
                .forEach(one -> packages.addObject()
                        .put("manager", one.manager())
                        .put("name", one.name())
                        .put("version", one.version())
                        .put("bytes", one.bytes())
                        .put("files", one.files()));
        return json;
    }

    private static ObjectNode dive(Efficiency efficiency) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("efficiency", efficiency.score());
        json.put("wastedBytes", efficiency.wastedBytes());
        json.put("userWastedPercent", efficiency.userWastedPercent());
        json.put("userBytes", efficiency.userBytes());
        ArrayNode paths = json.putArray("inefficiencies");
        efficiency
                .inefficiencies()
                .forEach(one -> paths.addObject()
                        .put("path", one.path())
                        .put("count", one.count())
                        .put("cumulativeBytes", one.cumulativeBytes()));
        return json;
    }

    private static ObjectNode layer(int number, LayerSummary layer) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("number", number);
        json.put("digest", layer.blob().digest().toString());
        json.put("diffId", layer.diffId().toString());
        json.put("mediaType", layer.blob().mediaType().value());
        json.put("compressedBytes", layer.blob().sizeBytes());
        json.put("unpackedBytes", layer.unpackedBytes());
        json.put("files", layer.files());
        json.put("createdBy", layer.origin().createdBy());
        layer.origin().line().ifPresent(line -> json.put("line", line.line()).put("dockerfile", line.file()));
        json.set("directories", paths(layer.largest()));
        return json;
    }

    private static ObjectNode waste(Waste waste, Inspection image) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("cause", waste.cause().id());
        json.put("kind", waste.kind());
        json.put("bytes", waste.bytes());
        json.put("files", waste.files());
        json.put("layer", waste.writer() + 1);
        image.layers().get(waste.writer()).origin().line().ifPresent(line -> json.put("line", line.line()));
        waste.other().ifPresent(other -> {
            json.put("otherLayer", other + 1);
            image.layers().get(other).origin().line().ifPresent(line -> json.put("otherLine", line.line()));
        });
        ArrayNode paths = json.putArray("largest");
        waste.largest().forEach(paths::add);
        return json;
    }

    static ArrayNode paths(List<SizedPath> sized) {
        ArrayNode json = MAPPER.createArrayNode();
        sized.forEach(one -> json.addObject().put("path", one.path()).put("bytes", one.bytes()));
        return json;
    }
}
