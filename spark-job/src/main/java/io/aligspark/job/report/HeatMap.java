package io.aligspark.job.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Final training loss by method and main hyper-parameter (figure 3 of the ALI-G paper). Values of different methods share
 * a column if they are the same number.
 *
 * @param values of the hyper-parameters, for people: numbers in ascending order, infinity, other texts
 * @param methods the best first
 * @param axes name of each method's hyper-parameter; empty if it has none
 * @param cells those that were tried
 */
record HeatMap(List<String> values, List<String> methods, List<String> axes, List<Cell> cells) {
    private static final double PLAIN_FROM = 1e-3;
    private static final double PLAIN_TO = 1e4;

    /** Copies the lists. */
    HeatMap {
        values = List.copyOf(values);
        methods = List.copyOf(methods);
        axes = List.copyOf(axes);
        cells = List.copyOf(cells);
    }

    /**
     * The best setting of a method at a value.
     *
     * @param value index among the values
     * @param method index among the methods
     * @param loss mean over the seeds
     * @param diverged whether a seed broke
     * @param setting that it is
     */
    record Cell(int value, int method, double loss, boolean diverged, String setting) {}

    static HeatMap of(Ranking ranking) {
        List<String> methods =
                ranking.best().stream().map(SettingResult::method).toList();
        List<String> values = ranking.settings().stream()
                .map(SettingResult::value)
                .sorted(Comparator.comparingDouble(HeatMap::number).thenComparing(Comparator.naturalOrder()))
                .map(HeatMap::label)
                .distinct()
                .toList();
        Map<List<Integer>, Cell> cells = new LinkedHashMap<>();
        for (SettingResult setting : ranking.settings()) {
            int value = values.indexOf(label(setting.value()));
            int method = methods.indexOf(setting.method());
            // The best comes first.
            cells.putIfAbsent(
                    List.of(value, method),
                    new Cell(value, method, setting.loss().mean(), setting.diverged() > 0, setting.setting()));
        }
        return new HeatMap(
                values,
                methods,
                ranking.best().stream().map(SettingResult::axis).toList(),
                new ArrayList<>(cells.values()));
    }

    /** Texts count as larger than any number. */
    private static double number(String value) {
        try {
            return value.equals("infinity") ? Double.POSITIVE_INFINITY : Double.parseDouble(value);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** {@code 0.1}, {@code 1e-5}, {@code ∞}, or the text itself. */
    static String label(String value) {
        double number = number(value);
        if (Double.isNaN(number)) {
            return value.isEmpty() ? "none" : value;
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "∞" : "-∞";
        }
        BigDecimal decimal = BigDecimal.valueOf(number).stripTrailingZeros();
        double size = Math.abs(number);
        if (number == 0 || (size >= PLAIN_FROM && size < PLAIN_TO)) {
            return decimal.toPlainString();
        }
        int exponent = decimal.precision() - decimal.scale() - 1;
        return decimal.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }
}
