package io.aligspark.job.report;

import java.util.Locale;

/** Figures as people read them; a hyphen where there is no value. */
public final class Figures {
    private Figures() {}

    /** A loss: {@code 0.12345}. */
    public static String loss(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.5f", value);
    }

    /** A share: {@code 98.43 %}. */
    public static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    /** The accuracy, or the loss where there are no classes. */
    public static String accuracyOrLoss(double accuracy, double loss) {
        return Double.isNaN(accuracy) ? loss(loss) : percent(accuracy);
    }

    static String loss(Statistic loss) {
        return Double.isNaN(loss.deviation())
                ? loss(loss.mean())
                : String.format(Locale.ROOT, "%.5f ± %.5f", loss.mean(), loss.deviation());
    }

    static String percent(Statistic share) {
        return Double.isNaN(share.deviation())
                ? percent(share.mean())
                : String.format(Locale.ROOT, "%.2f ± %.2f %%", 100 * share.mean(), 100 * share.deviation());
    }

    /** The training loss, or how many of the seeds broke. */
    static String lossOrDiverged(SettingResult setting) {
        long diverged = setting.diverged();
        if (diverged == 0) {
            return loss(setting.loss());
        }
        int runs = setting.runs().size();
        return runs == 1 ? "diverged" : diverged + " of " + runs + " diverged";
    }
}
