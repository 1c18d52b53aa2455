package io.aligspark.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aligspark.LayerSpec;
import java.util.List;
import java.util.Map;

/** Layers as JSON. */
final class JsonLayers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonLayers() {}

    /** @throws IllegalArgumentException if the text is no list of objects */
    static List<LayerSpec> read(String json) {
        try {
            return JSON.readValue(json, new TypeReference<List<Map<String, Object>>>() {}).stream()
                    .map(LayerSpec::new)
                    .toList();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "layers must be a list of objects in JSON, but was " + json + ": " + e.getOriginalMessage(), e);
        }
    }

    static String write(List<LayerSpec> layers) {
        try {
            return JSON.writeValueAsString(
                    layers.stream().map(LayerSpec::values).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("layers: " + e.getOriginalMessage(), e);
        }
    }
}
