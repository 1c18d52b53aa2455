package io.aligspark.optimizer;

import static io.aligspark.optimizer.Fixtures.vector;

import com.fasterxml.jackson.databind.JsonNode;

/** The fixtures' three consistent equations in two unknowns. */
final class LeastSquares {
    private LeastSquares() {}

    static LinearLosses losses(LinearLosses.Kind kind) {
        JsonNode fixture = Fixtures.at("interpolating_least_squares");
        double[][] rows = Fixtures.list(fixture.get("rows")).stream()
                .map(Fixtures::vector)
                .toArray(double[][]::new);
        return new LinearLosses(rows, vector(fixture, "b"), kind);
    }
}
