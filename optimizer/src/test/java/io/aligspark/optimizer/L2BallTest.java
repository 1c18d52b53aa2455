package io.aligspark.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class L2BallTest {

    @ParameterizedTest
    @EnumSource
    void projectsAllTensorsJointly(Implementation implementation) {
        for (JsonNode example : Fixtures.at("projection")) {
            double[] tensors = concatenated(example.get("tensors"));
            Trainer trainer = implementation.startProjected(
                    Implementation.alig(1, 0), Fixtures.number(example, "radius"), tensors);
            Fixtures.assertClose(concatenated(example.get("out")), trainer.parameters(), implementation.tolerance());
        }
    }

    @Test
    void scalesOnlyWhatIsStrictlyOutside() {
        L2Ball ball = new L2Ball(5);
        assertEquals(1, ball.scale(25));
        assertEquals(1, ball.scale(0));
        assertEquals(0.5, ball.scale(100));
        assertTrue(ball.isActive());
    }

    @Test
    void unboundedBallNeverScales() {
        L2Ball ball = L2Ball.unbounded();
        assertFalse(ball.isActive());
        assertEquals(1, ball.scale(1e300));
        assertEquals(1, ball.scale(Double.NaN));
    }

    @Test
    void refusesNormThatIsNotFinite() {
        for (double norm : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            Exception exception = assertThrows(ArithmeticException.class, () -> new L2Ball(5).scale(norm));
            assertEquals(
                    "squared norm of the parameters must be finite, but was " + norm + "; no projection",
                    exception.getMessage());
        }
    }

    @Test
    void scalesTheFirstElements() {
        float[] v = {2, 4, 6};
        L2Ball.scale(v, 2, 0.5);
        assertArrayEquals(new float[] {1, 2, 6}, v);
        L2Ball.scale(v, 3, 1);
        assertArrayEquals(new float[] {1, 2, 6}, v);
    }

    private static double[] concatenated(JsonNode tensors) {
        return Fixtures.list(tensors).stream()
                .flatMapToDouble(tensor -> DoubleStream.of(Fixtures.vector(tensor)))
                .toArray();
    }
}
