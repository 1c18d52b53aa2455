package io.aligspark.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.StreamSupport;

/** Worked numbers in double, computed outside this project; {@code null} as a bound means infinity. */
final class Fixtures {
    private static final JsonNode ROOT = read();

    private Fixtures() {}

    static JsonNode at(String key) {
        return require(ROOT, key);
    }

    /** The element of a list of cases with this name. */
    static JsonNode named(JsonNode cases, String name) {
        for (JsonNode candidate : cases) {
            if (candidate.get("name").asText().equals(name)) {
                return candidate;
            }
        }
        throw new IllegalArgumentException("no case " + name);
    }

    static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    static double number(JsonNode object, String key) {
        return require(object, key).asDouble();
    }

    /** A number, where the file has one. */
    static double number(JsonNode object, String key, double otherwise) {
        return object.hasNonNull(key) ? object.get(key).asDouble() : otherwise;
    }

    static double bound(JsonNode object, String key) {
        return number(object, key, Double.POSITIVE_INFINITY);
    }

    static double[] vector(JsonNode object, String key) {
        return vector(require(object, key));
    }

    static double[] vector(JsonNode array) {
        return list(array).stream().mapToDouble(JsonNode::asDouble).toArray();
    }

    /** Relative, and absolute below 1. */
    static void assertClose(double expected, double actual, double tolerance) {
        assertEquals(expected, actual, tolerance * Math.max(1, Math.abs(expected)));
    }

    static void assertClose(double[] expected, double[] actual, double tolerance) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertClose(expected[i], actual[i], tolerance);
        }
    }

    private static JsonNode require(JsonNode object, String key) {
        JsonNode value = object.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no " + key + " in " + object);
        }
        return value;
    }

    private static JsonNode read() {
        try (InputStream stream = Fixtures.class.getResourceAsStream("/fixtures.json")) {
            return new ObjectMapper().readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
