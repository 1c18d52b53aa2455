package io.aligspark.job.config;

import io.aligspark.networks.Layout;
import io.aligspark.optimizer.Adam;
import io.aligspark.optimizer.AdamForm;
import io.aligspark.optimizer.Alig;
import io.aligspark.optimizer.MomentumKind;
import io.aligspark.optimizer.Optimizer;
import io.aligspark.optimizer.ParameterGroup;
import io.aligspark.optimizer.ParameterGroup.Range;
import io.aligspark.optimizer.Sgd;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the optimizer. */
final class OptimizerSettings {
    private static final List<String> GROUP_KEYS = List.of("tensors", "max-learning-rate", "momentum");

    private OptimizerSettings() {}

    static Optimizer read(Settings settings, Layout layout) {
        String name = settings.text("optimizer.name");
        return switch (name) {
            case "alig" ->
                new Alig(
                                settings.number("optimizer.max-learning-rate"),
                                settings.number("optimizer.momentum"),
                                settings.choice("optimizer.momentum-kind", MomentumKind.class),
                                settings.number("optimizer.delta"),
                                settings.number("optimizer.lower-bound"),
                                groups(settings, layout))
                        .forParameters(layout.length());
            case "sgd" ->
                new Sgd(
                        settings.number("optimizer.learning-rate"),
                        settings.number("optimizer.momentum"),
                        settings.flag("optimizer.nesterov"),
                        settings.number("optimizer.weight-decay"));
            case "adam" ->
                new Adam(
                        settings.number("optimizer.learning-rate"),
                        settings.number("optimizer.beta1"),
                        settings.number("optimizer.beta2"),
                        settings.number("optimizer.epsilon"),
                        settings.number("optimizer.weight-decay"),
                        AdamForm.A);
            default -> LossBasedSettings.read(name, settings).orElseThrow(() -> unknown(name));
        };
    }

    private static IllegalArgumentException unknown(String name) {
        List<String> names = new ArrayList<>(List.of("alig", "sgd", "adam"));
        names.addAll(LossBasedSettings.NAMES);
        return new IllegalArgumentException("optimizer.name must be one of " + names + ", but was " + name);
    }

    /** Groups by tensor name; a tensor belongs to the first group that matches its whole name. */
    private static List<ParameterGroup> groups(Settings settings, Layout layout) {
        List<ParameterGroup> groups = new ArrayList<>();
        List<Layout.Entry> left = new ArrayList<>(layout.entries());
        for (Settings group : settings.objects("optimizer.groups")) {
            group.requireOnly(GROUP_KEYS);
            Pattern pattern = group.pattern("tensors");
            List<Range> ranges = left.stream()
                    .filter(entry -> pattern.matcher(entry.spec().name()).matches())
                    .map(entry -> new Range(entry.offset(), entry.offset() + entry.length()))
                    .toList();
            if (ranges.isEmpty()) {
                throw new IllegalArgumentException("optimizer.groups: no tensor matches \"" + pattern + "\"; there are "
                        + left.stream().map(entry -> entry.spec().name()).toList());
            }
            left.removeIf(entry -> pattern.matcher(entry.spec().name()).matches());
            groups.add(new ParameterGroup(
                    ranges,
                    group.has("max-learning-rate")
                            ? group.number("max-learning-rate")
                            : settings.number("optimizer.max-learning-rate"),
                    group.has("momentum") ? group.number("momentum") : settings.number("optimizer.momentum")));
        }
        return groups;
    }
}
