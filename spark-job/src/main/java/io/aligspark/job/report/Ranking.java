package io.aligspark.job.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of a comparison.
 *
 * @param settings all, best first
 * @param best of each method, best method first
 */
record Ranking(List<SettingResult> settings, List<SettingResult> best) {
    /** Copies the lists. */
    Ranking {
        settings = List.copyOf(settings);
        best = List.copyOf(best);
    }

    static Ranking of(Collection<ComparedRun> runs) {
        Map<List<String>, List<ComparedRun>> bySetting = new LinkedHashMap<>();
        for (ComparedRun run : runs) {
            bySetting
                    .computeIfAbsent(
                            List.of(run.candidate().method(), run.candidate().setting()), key -> new ArrayList<>())
                    .add(run);
        }
        List<SettingResult> settings = bySetting.values().stream()
                .map(SettingResult::of)
                .sorted(Comparator.comparing(SettingResult::rank, Arrays::compare))
                .toList();
        Map<String, SettingResult> best = new LinkedHashMap<>();
        settings.forEach(setting -> best.putIfAbsent(setting.method(), setting));
        return new Ranking(settings, List.copyOf(best.values()));
    }
}
