package io.aligspark.job.config;

/** {@code optimizer.max-learning-rate}, which may be {@value #AUTO}: then training probes for it. */
public final class MaxLearningRate {
    /** The key. */
    public static final String KEY = "optimizer.max-learning-rate";
    /** Instead of a number. */
    public static final String AUTO = "auto";

    private static final String ANY = "0.1";
    private static final String ANOTHER = "1.0";

    private MaxLearningRate() {}

    /** Whether training has to find it. */
    public static boolean isAuto(Settings settings) {
        return settings.text(KEY).equals(AUTO);
    }

    /**
     * The settings of a run that may have started before, with the number that it found.
     *
     * @param config the run's own {@code config.conf}
     */
    public static Settings asFound(Settings settings, String config) {
        if (!isAuto(settings)) {
            return settings;
        }
        return config.lines()
                .filter(line -> line.startsWith(KEY + " = "))
                .map(line -> settings.with(KEY, line.substring(KEY.length() + 3)))
                .findFirst()
                .orElse(settings);
    }

    /**
     * A number in its place, for what does not depend on it.
     *
     * @throws IllegalArgumentException if the optimizer has no maximal learning rate
     */
    static Settings withAny(Settings settings) {
        if (!isAuto(settings)) {
            return settings;
        }
        Settings any = settings.with(KEY, ANY);
        if (RunConfig.of(any)
                .optimizer()
                .equals(RunConfig.of(settings.with(KEY, ANOTHER)).optimizer())) {
            throw new IllegalArgumentException(
                    KEY + " = auto expects an optimizer that has one, but optimizer.name was "
                            + settings.text("optimizer.name"));
        }
        return any;
    }
}
