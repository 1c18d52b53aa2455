package io.aligspark.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Worked numbers in double, computed outside this project; {@code null} as a bound means infinity. Those of {@code
 * successors.json} were replayed through the code of the methods' authors.
 */
final class Fixtures {
    private static final JsonNode ROOT = read("/fixtures.json");
    private static final JsonNode SUCCESSORS = read("/successors.json");

    private Fixtures() {}

    static JsonNode at(String key) {
        return require(ROOT, key);
    }

    /** Of the methods that came after ALI-G. */
    static JsonNode successors(String key) {
        return require(SUCCESSORS, key);
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

    private static JsonNode read(String resource) {
        try (InputStream stream = Fixtures.class.getResourceAsStream(resource)) {
            return new ObjectMapper().readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
