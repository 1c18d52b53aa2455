package io.aligspark.job.config;

import io.aligspark.networks.Layout;
import io.aligspark.optimizer.Adagrad;
import io.aligspark.optimizer.Adam;
import io.aligspark.optimizer.AdamForm;
import io.aligspark.optimizer.AdamMoments;
import io.aligspark.optimizer.AdamW;
import io.aligspark.optimizer.Alig;
import io.aligspark.optimizer.AligPlus;
import io.aligspark.optimizer.AmsGrad;
import io.aligspark.optimizer.ClippedGradient;
import io.aligspark.optimizer.LearningRate;
import io.aligspark.optimizer.MomentumKind;
import io.aligspark.optimizer.Optimizer;
import io.aligspark.optimizer.ParameterGroup;
import io.aligspark.optimizer.ParameterGroup.Range;
import io.aligspark.optimizer.ReachedLosses;
import io.aligspark.optimizer.RmsProp;
import io.aligspark.optimizer.Sgd;
import io.aligspark.optimizer.Sls;
import io.aligspark.optimizer.Yogi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the optimizer. */
final class OptimizerSettings {
    private static final List<String> GROUP_KEYS = List.of("tensors", "max-learning-rate", "momentum");

    /** By {@code optimizer.name}; {@link LossBasedSettings} has the others. */
    private static final SortedMap<String, Reader> READERS = new TreeMap<>(Map.ofEntries(
            entry("adagrad", OptimizerSettings::adagrad),
            entry("adam", (settings, layout) -> new Adam(rate(settings), moments(settings), weightDecay(settings))),
            entry("adamw", (settings, layout) -> new AdamW(rate(settings), moments(settings), weightDecay(settings))),
            entry("alig", OptimizerSettings::alig),
            entry("alig-plus", OptimizerSettings::aligPlus),
            entry(
                    "amsgrad",
                    (settings, layout) -> new AmsGrad(rate(settings), moments(settings), weightDecay(settings))),
            entry("rmsprop", OptimizerSettings::rmsProp),
            entry("sgd", OptimizerSettings::sgd),
            entry("sls", OptimizerSettings::sls),
            entry("yogi", (settings, layout) -> new Yogi(rate(settings), moments(settings), weightDecay(settings)))));

    private OptimizerSettings() {}

    private static Map.Entry<String, Reader> entry(String name, Reader reader) {
        return Map.entry(name, reader);
    }

    /** Reads the keys of one method. */
    private interface Reader {
        Optimizer read(Settings settings, Layout layout);
    }

    static Optimizer read(Settings settings, Layout layout) {
        String name = settings.text("optimizer.name");
        Reader reader = READERS.get(name);
        Optimizer optimizer = reader != null
                ? reader.read(settings, layout)
                : LossBasedSettings.read(name, settings)
                        .orElseThrow(() -> settings.mustBeOneOf("optimizer.name", names()));
        double clipNorm = settings.number("optimizer.clip-norm");
        return clipNorm == Double.POSITIVE_INFINITY ? optimizer : new ClippedGradient(optimizer, clipNorm);
    }

    private static SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>(READERS.keySet());
        names.addAll(LossBasedSettings.NAMES);
        return names;
    }

    private static Alig alig(Settings settings, Layout layout) {
        return new Alig(
                        settings.number("optimizer.max-learning-rate"),
                        settings.number("optimizer.momentum"),
                        settings.choice("optimizer.momentum-kind", MomentumKind.class),
                        settings.number("optimizer.delta"),
                        settings.number("optimizer.lower-bound"),
                        groups(settings, layout))
                .forParameters(layout.length());
    }

    private static AligPlus aligPlus(Settings settings, Layout layout) {
        return new AligPlus(
                settings.number("optimizer.max-learning-rate"),
                settings.number("optimizer.momentum"),
                weightDecay(settings),
                settings.integer("optimizer.target-updates"),
                settings.integer("train.epochs"),
                settings.choice("optimizer.reached-losses", ReachedLosses.class));
    }

    private static Sls sls(Settings settings, Layout layout) {
        return new Sls(
                settings.number("optimizer.line-search.sufficient-decrease"),
                settings.number("optimizer.line-search.shrink-factor"),
                settings.number("optimizer.line-search.growth-factor"),
                settings.number("optimizer.line-search.initial-step-size"));
    }

    private static Adagrad adagrad(Settings settings, Layout layout) {
        return new Adagrad(
                rate(settings),
                settings.number("optimizer.adagrad.initial-accumulator"),
                settings.number("optimizer.adagrad.epsilon"),
                weightDecay(settings));
    }

    private static RmsProp rmsProp(Settings settings, Layout layout) {
        return new RmsProp(
                rate(settings),
                settings.number("optimizer.rmsprop.decay"),
                settings.number("optimizer.rmsprop.initial-accumulator"),
                settings.number("optimizer.rmsprop.epsilon"),
                settings.flag("optimizer.rmsprop.epsilon-inside-root"),
                weightDecay(settings));
    }

    private static Sgd sgd(Settings settings, Layout layout) {
        return new Sgd(
                rate(settings),
                settings.number("optimizer.momentum"),
                settings.flag("optimizer.nesterov"),
                weightDecay(settings));
    }

    private static LearningRate rate(Settings settings) {
        return new LearningRate(settings.number("optimizer.learning-rate"), ScheduleSettings.read(settings));
    }

    private static AdamMoments moments(Settings settings) {
        return new AdamMoments(
                settings.number("optimizer.beta1"),
                settings.number("optimizer.beta2"),
                settings.number("optimizer.epsilon"),
                settings.choice("optimizer.adam-form", AdamForm.class));
    }

    private static double weightDecay(Settings settings) {
        return settings.number("optimizer.weight-decay");
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
